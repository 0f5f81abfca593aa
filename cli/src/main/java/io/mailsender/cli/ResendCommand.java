package io.mailsender.cli;

import io.mailsender.client.model.Schedule;
import java.time.OffsetDateTime;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mail-sender resend}. */
@Command(
        name = "resend",
        description =
                "Sends a mail once more that failed, was rejected or cancelled, or may have been sent; one that was sent to some, to the others.",
        sortOptions = false)
final class ResendCommand implements Callable<Integer> {

    @Mixin
    private final MessageArgument message = new MessageArgument();

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description =
                    "When to send it, such as 2030-01-31T08:00:00Z; by default at once, or when one that was cancelled was to go out.")
    private @Nullable OffsetDateTime at;

    @Override
    public Integer call() {
        return message.change((api, id) -> api.resend(id, at == null ? null : new Schedule().sendAt(at)));
    }
}
