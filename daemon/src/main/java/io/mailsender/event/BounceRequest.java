package io.mailsender.event;

import io.mailsender.http.Base64Bytes;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A mail that reports what became of messages, as submitted. */
@Serdeable
@Schema(
        name = "BounceRequest",
        description = "A bounce mail (RFC 3464), or a complaint (RFC 5965), that came back to the sender's address.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record BounceRequest(
        @Schema(
                description = "The configured name of the provider that sent the message which came back.",
                example = "relay",
                minLength = 1,
                maxLength = 100,
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false)
        @Nullable
        String provider,

        @Schema(
                description = "The whole mail, as received, in base64 (RFC 4648, section 4), without line breaks.",
                implementation = String.class,
                format = "byte",
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false)
        @Nullable
        Base64Bytes message) {}
