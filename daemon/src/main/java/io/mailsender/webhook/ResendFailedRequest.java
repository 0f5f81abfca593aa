package io.mailsender.webhook;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A request to send failed deliveries again. */
@Serdeable
@Schema(
        name = "WebhookResend",
        description = "Which failed deliveries to send again.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record ResendFailedRequest(
        @Schema(
                description = "Those that were created since then, in UTC.",
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false)
        @Nullable
        Instant since) {}
