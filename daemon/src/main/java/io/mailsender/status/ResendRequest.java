package io.mailsender.status;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When to resend a message. */
@Serdeable
@Schema(
        name = "Schedule",
        description = "When to resend a message.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record ResendRequest(
        @Schema(description = "When to send the message, at most 30 days ahead; immediately if that is in the past.")
        @Nullable
        Instant sendAt) {}
