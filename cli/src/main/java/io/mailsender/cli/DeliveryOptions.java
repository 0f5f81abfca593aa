package io.mailsender.cli;

import io.mailsender.cli.ApiErrorTranslator.Repetition;
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
                    "What to do if a provider gives no answer: ${COMPLETION-CANDIDATES} (default: the daemon's setting).")
    private @Nullable OnUnknownEnum onUnknown;

    @Option(
            names = "--async",
            description = "Do not wait for the delivery; print the id once the daemon has stored the mail.")
    private boolean async;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "With --async: wait up to this long for the delivery to end.")
    private @Nullable Integer wait;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "When to send the mail, such as 2030-01-31T08:00:00Z; at most 30 days ahead.")
    private @Nullable OffsetDateTime at;

    @Option(
            names = "--priority",
            paramLabel = "PRIORITY",
            description = "Which queued mails go first: ${COMPLETION-CANDIDATES} (default: normal).")
    private @Nullable PriorityEnum priority;

    @Option(
            names = "--route",
            paramLabel = "ROUTE",
            description = "The route of the daemon's configuration to take (default: the first that matches).")
    private @Nullable String route;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Makes the command safe to repeat within 24 hours: the mail is sent once.")
    private @Nullable String idempotencyKey;

    SendRequest addTo(SendRequest request) {
        return request.onUnknown(onUnknown).priority(priority).route(route).sendAt(at);
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
     * How long to wait for the delivery of a stored mail to end.
     *
     * @throws ParameterException if {@code --wait} is negative or {@code --async} is missing
     */
    Duration patience() {
        if (wait == null) {
            return Duration.ZERO;
        }
        if (!async || wait < 0) {
            throw new ParameterException(spec.commandLine(), "--wait takes a number of seconds and needs --async");
        }
        return Duration.ofSeconds(wait);
    }

    Repetition repetition() {
        return idempotencyKey == null ? Repetition.DUPLICATES : Repetition.KEYED;
    }
}
