package io.mailsender.status;

import io.mailsender.delivery.Attempt;
import io.mailsender.provider.Outcome.Sent;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One attempt, as callers see it. */
@Serdeable
@Schema(description = "One attempt to send through one provider.")
public record ProviderAttempt(
        @Schema(description = "The provider's configured name.")
        String provider,

        @Schema(description = "The HTTP or SMTP code of its reply; 0 if there was none.")
        int statusCode,

        @Schema(description = "The text of its reply, or why there was none.")
        String msg,

        @Schema(
                description =
                        "`sent`, `rejected`, `unknown`, or the cause of unavailable: `unreachable`, `throttled`, `account`, `unsupported`, `deferred` (by the mailbox).")
        String outcome,

        @Schema(description = "The provider's id of the message.") @Nullable
        String providerMessageId,

        @Schema(description = "The duration of the attempt, in milliseconds.")
        long durationMs) {

    public static ProviderAttempt of(Attempt attempt) {
        return new ProviderAttempt(
                attempt.provider(),
                attempt.outcome().reply().statusCode(),
                attempt.outcome().reply().text(),
                attempt.outcome().word(),
                attempt.outcome() instanceof Sent sent ? sent.providerMessageId() : null,
                attempt.duration().toMillis());
    }
}
