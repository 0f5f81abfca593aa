package io.mailsender.status;

import io.mailsender.delivery.HandRest;
import io.mailsender.http.ApiPattern;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long a provider rests, and why. */
@Serdeable
@Schema(
        name = "ProviderRest",
        description = "How long a provider rests, and why.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record RestRequest(
        @Schema(
                description =
                        "When the rest ends, in the future; without it only `POST /providers/{name}/resume` ends it.")
        @Nullable
        Instant until,

        @Schema(
                description = "A note for other operators.",
                example = "maintenance",
                maxLength = HandRest.MAX_REASON,
                pattern = ApiPattern.LINE)
        @Nullable
        String reason) {}
