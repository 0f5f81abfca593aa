package io.mailsender.status;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/** What a person found out about a message. */
@Serdeable
@Schema(
        description = "What a person found out about a message.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record Verdict(
        @Schema(
                description = "`sent` or `failed`.",
                allowableValues = {"sent", "failed"})
        String status) {}
