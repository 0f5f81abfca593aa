package io.mailsender.submission;

import io.mailsender.http.ApiPattern;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Who gets a test mail. */
@Serdeable
@Schema(
        name = "ProviderTest",
        description = "Who gets a test mail.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record ProviderTestRequest(
        @Schema(
                description = "`a@b` or `Name <a@b>`.",
                example = "ann@example.com",
                format = "mailbox",
                pattern = ApiPattern.MAILBOX,
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false)
        @Nullable
        String to,

        @Schema(
                description = "The sender's address; the default is that of the provider.",
                example = "shop@example.com",
                format = "address",
                pattern = ApiPattern.ADDRESS)
        @Nullable
        String from) {}
