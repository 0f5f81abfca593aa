package io.mailsender.access;

import io.mailsender.http.ApiPattern;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request for a new API key. */
@Serdeable
@Schema(
        description =
                "A new API key. If the name already has a live key, omitted fields are taken from that one: this is how to replace a key.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record KeyRequest(
        @Schema(
                description =
                        "The owner: 1 to 64 letters, digits, `-`, `_` and `.`. Messages belong to all keys of the same name.",
                example = "billing-app",
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false,
                pattern = "^[A-Za-z0-9._-]{1,64}$")
        @Nullable
        String name,

        @ArraySchema(
                minItems = 1,
                arraySchema =
                        @Schema(
                                description =
                                        "`send`, `validate`, `read`, `events`, `webhooks`, `admin`, `ignore_suppression`; the default is the first three."),
                schema = @Schema(pattern = "^(?:send|validate|read|events|webhooks|admin|ignore_suppression)$"))
        @Nullable
        List<String> scopes,

        @ArraySchema(
                minItems = 1,
                maxItems = 100,
                arraySchema =
                        @Schema(
                                description =
                                        "The domains that the key may send from; the default is all that the providers allow."),
                schema = @Schema(format = "domain", pattern = ApiPattern.DOMAIN))
        @Nullable
        List<String> fromDomains,

        @ArraySchema(
                minItems = 1,
                maxItems = 100,
                arraySchema =
                        @Schema(
                                description =
                                        "The routes that messages of the key may name (`route`), `*` for all; the default is none. Which route a message takes by the daemon's rules does not depend on it."),
                schema = @Schema(pattern = ApiPattern.ROUTE_OR_ANY))
        @Nullable
        List<String> routes,

        @Schema(description = "When the key expires, in UTC; the default is never.") @Nullable
        Instant expires,

        @Schema(ref = "#/components/schemas/KeyLimits") @Nullable
        Map<String, String> limits) {}
