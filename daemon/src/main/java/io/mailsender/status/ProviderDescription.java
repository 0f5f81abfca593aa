package io.mailsender.status;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A provider and how it is. */
@Serdeable
@Schema(name = "Provider", description = "A provider and how it is.")
record ProviderDescription(
        @Schema(description = "Its configured name.") String name,

        @Schema(description = "What kind of service it is.", example = "amazon-ses")
        String kind,

        @Schema(description = "`up`, `resting` (left alone after failures), or `probing` (the next message finds out).")
        String health,

        @Schema(description = "When its rest ends.") @Nullable
        Instant restsUntil,

        @Schema(nullable = false) @Nullable LastFailure lastFailure) {

    /** What a provider last did wrong. */
    @Serdeable
    record LastFailure(
            Instant at,

            @Schema(description = "`unreachable`, `throttled`, `account` or `unknown`.")
            String outcome,

            @Schema(description = "Its HTTP or SMTP code; 0 where there was none.")
            int statusCode,

            @Schema(description = "What it said, or what happened instead.")
            String msg) {}
}
