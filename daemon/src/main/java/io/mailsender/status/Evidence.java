package io.mailsender.status;

import io.mailsender.delivery.Attempt;
import io.mailsender.event.SourceState;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known about an attempt without an answer, as callers see it. */
@Serdeable
@Schema(name = "Evidence", description = "What is known about an attempt without an answer.")
public record Evidence(
        @Schema(description = "The number of the attempt, from 1.")
        int attempt,

        @Schema(description = "The provider's configured name.")
        String provider,

        @Schema(description = "When the attempt began.") Instant beganAt,

        @Schema(description = "When the provider last reported anything; absent if it never did.") @Nullable
        Instant lastReportAt,

        @Schema(
                description =
                        "Whether the provider has reported later attempts. Then a report of this one would have come, if it was sent.")
        boolean laterAttemptsReported,

        @Schema(description = "When the provider was last asked for this message and did not know it.") @Nullable
        Instant lookedUpAt,

        @Schema(description = "What follows from it.") String conclusion) {

    static Evidence of(Attempt attempt, @Nullable SourceState source, @Nullable Instant lookedUp) {
        boolean later = source != null && source.proven().isAfter(attempt.began());
        return new Evidence(
                attempt.number(),
                attempt.provider(),
                attempt.began(),
                source == null ? null : source.last(),
                later,
                lookedUp,
                source != null && source.refused().isAfter(attempt.began())
                        ? "nothing is certain: reports of the provider were refused since, as they were too many; they come later"
                        : conclusion(later, source, lookedUp));
    }

    private static String conclusion(boolean later, @Nullable SourceState source, @Nullable Instant lookedUp) {
        if (later && lookedUp != null) {
            return "probably not sent: the provider reported later attempts, not this one, and does not know the message";
        }
        if (later) {
            return "probably not sent: the provider reported later attempts, and not this one";
        }
        if (lookedUp != null) {
            return "perhaps not sent: the provider does not know the message";
        }
        return source == null
                ? "nothing is known: the provider reports nothing to this gateway"
                : "nothing is known yet: the provider has reported no later attempt";
    }
}
