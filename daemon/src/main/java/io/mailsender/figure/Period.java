package io.mailsender.figure;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/** What happened to messages in a period. Each count is the sum of its buckets, so that a sparkline and its number agree. */
@Serdeable
@Schema(
        name = "Period",
        description =
                "What happened to messages in a period. A message counts at the time when it got its present status, and no more once it is purged.")
public record Period(
        @Schema(description = "The begin of the first bucket: a whole minute, or a whole half hour (UTC).")
        Instant since,

        @Schema(description = "The length of a bucket. The last one is not over yet.")
        int bucketSeconds,

        BoundedCount accepted,

        @Schema(description = "A provider took them.") BoundedCount sent,

        @Schema(description = "Reports of a delivery that came from providers, one for each recipient.")
        BoundedCount delivered,

        @Schema(description = "No provider took them.") BoundedCount failed,

        @Schema(description = "The message was refused.") BoundedCount rejected,

        @Schema(description = "They may have been sent, and are not settled.")
        BoundedCount unknown,

        @Schema(description = "Oldest first.") List<Bucket> buckets) {

    /** A piece of the period. */
    @Serdeable
    @Schema(name = "PeriodBucket", description = "A piece of the period.")
    public record Bucket(
            @Schema(description = "When it begins.") Instant at,

            long accepted,
            long sent,

            @Schema(description = "Messages that failed or were rejected.")
            long failed) {}
}
