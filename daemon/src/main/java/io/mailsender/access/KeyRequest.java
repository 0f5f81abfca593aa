package io.mailsender.access;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a new key is to be. */
@Serdeable
@Schema(
        description =
                "What a new key is to be. Where the name has a live key already, what is left out is taken from that: so keys are changed.")
public record KeyRequest(
        @Schema(
                description =
                        "Whose it is: 1 to 64 letters, digits, `-`, `_` and `.`. What was made with a key belongs to all keys of its name.",
                example = "billing-app")
        @Nullable
        String name,

        @Schema(description = "`send`, `validate`, `read`, `admin`; by default the first three.") @Nullable
        List<String> scopes,

        @Schema(description = "The domains that it may send from; by default those of the providers.") @Nullable
        List<String> fromDomains,

        @Schema(description = "From when on it opens nothing, in UTC; by default never.") @Nullable
        Instant expires,

        @Schema(
                description =
                        "How much at each daemon, per `s`, `m`, `h` or `d`: `requests`, `messages`, `recipients`, `validations`.",
                example = "{\"messages\": \"1000/h\"}")
        @Nullable
        Map<String, String> limits) {}
