package io.mailsender.access;

import io.mailsender.http.ApiText;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a new key is to be. */
@Serdeable
@Schema(
        description =
                "What a new key is to be. Where the name has a live key already, what is left out is taken from that: so keys are changed.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record KeyRequest(
        @Schema(
                description =
                        "Whose it is: 1 to 64 letters, digits, `-`, `_` and `.`. What was made with a key belongs to all keys of its name.",
                example = "billing-app",
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false,
                pattern = "^[A-Za-z0-9._-]{1,64}$")
        @Nullable
        String name,

        @ArraySchema(
                minItems = 1,
                arraySchema = @Schema(description = "`send`, `validate`, `read`, `admin`; by default the first three."),
                schema = @Schema(pattern = "^(?:send|validate|read|admin)$"))
        @Nullable
        List<String> scopes,

        @ArraySchema(
                minItems = 1,
                maxItems = 100,
                arraySchema =
                        @Schema(description = "The domains that it may send from; by default those of the providers."),
                schema = @Schema(format = "domain", pattern = ApiText.DOMAIN))
        @Nullable
        List<String> fromDomains,

        @Schema(description = "From when on it opens nothing, in UTC; by default never.") @Nullable
        Instant expires,

        @Schema(ref = "#/components/schemas/KeyLimits") @Nullable
        Map<String, String> limits) {}
