package io.mailsender.figure;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many messages wait. No message is in two of these counts. */
@Serdeable
@Schema(name = "QueueDepth", description = "How many messages wait. No message is in two of these counts.")
public record QueueDepth(
        @Schema(description = "Their time has come.") BoundedCount due,

        @Schema(description = "They are for later, and were not tried yet.")
        BoundedCount scheduled,

        @Schema(description = "They were tried, and are tried again later.")
        BoundedCount retrying,

        @Schema(description = "A node is sending them.") BoundedCount sending,

        @Schema(description = "Since when the oldest due message could have been sent; absent if none is due.")
        @Nullable
        Instant oldestDueAt,

        @Schema(description = "How long that is.") @Nullable Long oldestDueSeconds,

        @Schema(description = "`high`, `normal` and `bulk`.")
        List<OfPriority> priorities) {

    /** The messages of one priority. */
    @Serdeable
    @Schema(name = "QueueDepthOfPriority", description = "The messages of one priority.")
    public record OfPriority(
            @Schema(description = "`high`, `normal` or `bulk`.")
            String priority,

            BoundedCount due,
            BoundedCount scheduled,
            BoundedCount retrying,
            BoundedCount sending) {}
}
