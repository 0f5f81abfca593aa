package io.mailsender.figure;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/** How the gateway is doing. */
@Serdeable
@Schema(
        name = "Overview",
        description =
                "How the gateway is doing: figures of the messages that the caller may see, and what needs a person. An answer is at most 10 seconds old.")
public record Overview(
        @Schema(description = "When this was counted, by the clock of the store.")
        Instant at,

        @Schema(description = "The last hour, by the minute.")
        Period hour,

        @Schema(description = "The last 24 hours, by the half hour.")
        Period day,

        QueueDepth queue,

        @Schema(description = "Messages that are `unknown` now, however old.")
        BoundedCount openUnknown,

        @Schema(description = "What needs a person, the most urgent first; at most 10.")
        List<AttentionItem> attention) {}
