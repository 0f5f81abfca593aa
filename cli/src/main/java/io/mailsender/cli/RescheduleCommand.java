package io.mailsender.cli;

import io.mailsender.client.model.Reschedule;
import java.time.OffsetDateTime;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mail-sender reschedule}. */
@Command(
        name = "reschedule",
        description = "Changes when a queued mail is sent; only before its first attempt.",
        sortOptions = false)
final class RescheduleCommand implements Callable<Integer> {

    @Mixin
    private final MessageArgument message = new MessageArgument();

    @Option(
            names = "--at",
            required = true,
            paramLabel = "INSTANT",
            description = "When to send the mail, such as 2030-01-31T08:00:00Z; at most 30 days ahead.")
    private OffsetDateTime at = OffsetDateTime.MIN;

    @Override
    public Integer call() {
        return message.change((api, id) -> api.reschedule(id, new Reschedule().sendAt(at)));
    }
}
