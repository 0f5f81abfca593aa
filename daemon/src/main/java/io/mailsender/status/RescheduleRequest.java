package io.mailsender.status;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A new time for a queued message. */
@Serdeable
@Schema(
        name = "Reschedule",
        description = "A new time for a queued message.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record RescheduleRequest(
        @Schema(
                description = "When to send the message, at most 30 days ahead; immediately if that is in the past.",
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false)
        @Nullable
        Instant sendAt) {}
