package io.mailsender.figure;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The queue. */
@Serdeable
@Schema(
        name = "Queue",
        description = "The queue, as far as the caller may see its messages. An answer is at most 10 seconds old.")
public record QueueView(
        @Schema(description = "When this was counted, by the clock of the store.")
        Instant at,

        QueueDepth depth,

        @Schema(description = "The nodes that have written to the store within the last 2 minutes, or send messages.")
        List<NodeView> nodes,

        @Schema(description = "When the next messages are due, soonest first; at most 10.")
        List<NextDue> next,

        @Schema(description = "The last hour, by the minute.")
        Period hour) {

    /** A daemon that uses the store. */
    @Serdeable
    @Schema(name = "QueueNode", description = "A daemon that uses the store.")
    public record NodeView(
            @Schema(description = "Its id, a new one after each start; absent for leases that an earlier version took.")
            @Nullable
            String id,

            @Schema(description = "The name of its machine or pod, if known.") @Nullable
            String name,

            @Schema(description = "When it last wrote to the store.") @Nullable
            Instant seenAt,

            @Schema(description = "The messages that it is sending.")
            BoundedCount sending,

            @Schema(description = "Since when it has been sending the oldest of them.") @Nullable
            Instant since) {}

    /** When a message is due. */
    @Serdeable
    @Schema(name = "NextDue", description = "When a message is due.")
    public record NextDue(
            Instant at,

            @Schema(description = "`high`, `normal` or `bulk`.")
            String priority,

            @Schema(description = "Whether it was tried before.")
            boolean retry) {}
}
