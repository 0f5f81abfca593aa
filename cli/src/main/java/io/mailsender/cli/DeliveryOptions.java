package io.mailsender.cli;

import io.mailsender.client.MailSender;
import io.mailsender.client.model.SendRequest;
import io.mailsender.client.model.SendRequest.OnUnknownEnum;
import io.mailsender.client.model.SendRequest.PriorityEnum;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options for when and how a mail is delivered. */
final class DeliveryOptions {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--on-unknown",
            paramLabel = "POLICY",
            description =
                    "What to do when a provider gives no answer: ${COMPLETION-CANDIDATES} (default: the daemon's).")
    private @Nullable OnUnknownEnum onUnknown;

    @Option(
            names = "--async",
            description = "Do not wait until it is sent, but print its id as soon as the daemon keeps it.")
    private boolean async;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "With --async: wait up to so long for what becomes of it.")
    private @Nullable Integer wait;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "When to send it, such as 2030-01-31T08:00:00Z; at most 30 days ahead.")
    private @Nullable OffsetDateTime at;

    @Option(
            names = "--priority",
            paramLabel = "PRIORITY",
            description = "Who goes first where mails wait: ${COMPLETION-CANDIDATES} (default: normal).")
    private @Nullable PriorityEnum priority;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Makes the command one that may be repeated within 24 hours: the mail is sent once.")
    private @Nullable String idempotencyKey;

    SendRequest addTo(SendRequest request) {
        return request.onUnknown(onUnknown).priority(priority).sendAt(at);
    }

    boolean async() {
        return async;
    }

    /** The header field {@code Prefer}. */
    @Nullable
    String prefer() {
        return async ? MailSender.RESPOND_ASYNC : null;
    }

    @Nullable
    String idempotencyKey() {
        return idempotencyKey;
    }

    /**
     * How long to wait for the end of a mail that was handed over.
     *
     * @throws ParameterException where that makes no sense
     */
    Duration patience() {
        if (wait == null) {
            return Duration.ZERO;
        }
        if (!async || wait < 0) {
            throw new ParameterException(spec.commandLine(), "--wait takes a number of seconds, and goes with --async");
        }
        return Duration.ofSeconds(wait);
    }

    Failure.Repeating repeating() {
        return idempotencyKey == null ? Failure.Repeating.DOUBLES : Failure.Repeating.KEYED;
    }
}
