package io.mailsender.figure;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The recent attempts at one provider. */
@Serdeable
@Schema(
        name = "RecentAttempts",
        description = "The recent attempts of this node at the provider. Other nodes of the store count their own.")
public record RecentAttempts(
        @Schema(description = "From when on this node counts: its start, or an hour ago.")
        Instant since,

        @Schema(
                description =
                        "The number of attempts of the last 5 minutes by outcome: `sent`, `rejected`, `unreachable`, `throttled`, `account`, `unsupported`, `deferred`, `unknown`. An outcome without attempts is absent.")
        Map<String, Long> fiveMinutes,

        @Schema(description = "The same for the last 60 minutes.")
        Map<String, Long> hour,

        @Schema(description = "Messages that it took per minute, over the last 5 minutes.")
        double sentPerMinute,

        @Schema(
                description =
                        "Half of the attempts of the last hour were answered within this time, to about 10%; absent without an attempt. Unknown attempts do not count, as they have no answer.")
        @Nullable
        Long p50Ms,

        @Schema(description = "The same for 95% of the attempts.") @Nullable
        Long p95Ms,

        @Schema(description = "When it last took a message, since this node started.") @Nullable
        Instant lastSentAt) {

    public RecentAttempts {
        fiveMinutes = Map.copyOf(fiveMinutes);
        hour = Map.copyOf(hour);
    }
}
