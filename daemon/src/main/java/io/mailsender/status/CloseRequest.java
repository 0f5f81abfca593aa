package io.mailsender.status;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/** How an operator settles a message. */
@Serdeable
@Schema(
        name = "Verdict",
        description = "Whether an `unknown` message was sent.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record CloseRequest(
        @Schema(
                description = "`sent` or `failed`.",
                allowableValues = {"sent", "failed"})
        String status) {}
