package io.mailsender.status;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How an operator settles a message. */
@Serdeable
@Schema(
        name = "Verdict",
        description = "Whether an `unknown` message was sent.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record CloseRequest(
        @Schema(
                description = "`sent` or `failed`.",
                allowableValues = {"sent", "failed"},
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false)
        @Nullable
        String status) {}
