package io.mailsender.webhook;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A request for a new secret. */
@Serdeable
@Schema(
        name = "WebhookRotation",
        description = "A new secret.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record RotateRequest(
        @Schema(description = "The new secret; by default the daemon makes one.", pattern = WebhookRequest.SECRET)
        @Nullable
        String secret) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "RotateRequest[]";
    }
}
