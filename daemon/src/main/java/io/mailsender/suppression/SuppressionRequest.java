package io.mailsender.suppression;

import io.mailsender.http.ApiPattern;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request to suppress addresses. */
@Serdeable
@Schema(
        description = "Addresses that must not be mailed.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record SuppressionRequest(
        @ArraySchema(
                minItems = 1,
                maxItems = SuppressionStore.MAX_ADDED,
                arraySchema =
                        @Schema(
                                description = "Compared without regard to case.",
                                requiredMode = Schema.RequiredMode.REQUIRED,
                                nullable = false),
                schema = @Schema(format = "address", pattern = ApiPattern.ADDRESS))
        @Nullable
        List<String> addresses,

        @Schema(
                description =
                        "The name of an API key, for its messages only; `*` for all messages. The default is `*` with the scope `admin`, else the own name, the only one allowed then.",
                pattern = ScopeWord.PATTERN)
        @Nullable
        String scope,

        @Schema(
                description = "The default is `manual`.",
                allowableValues = {
                    "hard_bounce",
                    "soft_bounces",
                    "complaint",
                    "unsubscribe",
                    "suppressed_at_provider",
                    "manual"
                })
        @Nullable
        String reason,

        @Schema(description = "A note.", maxLength = Suppression.MAX_TEXT, pattern = ApiPattern.LINE) @Nullable
        String text,

        @Schema(description = "When the addresses may be mailed again; the default is never.") @Nullable
        Instant expires) {}
