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
                "Sends a failed, rejected, cancelled or unknown mail again; one that was sent to some recipients goes to the others.",
        sortOptions = false)
final class ResendCommand implements Callable<Integer> {

    @Mixin
    private final MessageArgument message = new MessageArgument();

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description =
                    "When to send the mail, such as 2030-01-31T08:00:00Z (default: now; for a cancelled mail, the time it was scheduled for).")
    private @Nullable OffsetDateTime at;

    @Override
    public Integer call() {
        return message.change((api, id) -> api.resend(id, at == null ? null : new Schedule().sendAt(at)));
    }
}
