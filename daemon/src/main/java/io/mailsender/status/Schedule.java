package io.mailsender.status;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a message is to go out. */
@Serdeable
@Schema(description = "When a message is to go out.", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record Schedule(
        @Schema(description = "At most 30 days ahead; at once where that is past.") @Nullable
        Instant sendAt) {}
