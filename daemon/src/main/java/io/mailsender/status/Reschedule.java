package io.mailsender.status;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** When a message that waits is to go out instead. */
@Serdeable
@Schema(
        description = "When a message that waits is to go out instead.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record Reschedule(
        @Schema(
                description = "At most 30 days ahead; at once where that is past.",
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false)
        Instant sendAt) {}
