package io.mailsender.status;

import io.mailsender.delivery.Attempt;
import io.mailsender.provider.Outcome.Sent;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One attempt, as callers are told of it. */
@Serdeable
@Schema(description = "One attempt at one provider.")
public record ProviderAttempt(
        @Schema(description = "The provider's configured name.")
        String provider,

        @Schema(description = "Its HTTP or SMTP code; 0 where there was none.")
        int statusCode,

        @Schema(description = "What it said, or what happened instead.")
        String msg,

        @Schema(
                description =
                        "`sent`, `rejected`, `unknown`, or why it was unavailable: `unreachable`, `throttled`, `account`, `unsupported`, `deferred` (by the mailbox).")
        String outcome,

        @Schema(description = "Its own id of the message.") @Nullable
        String providerMessageId,

        @Schema(description = "How long it took, in milliseconds.")
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
