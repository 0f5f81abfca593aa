package io.mailsender.suppression;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a request to remove an address from the suppression list. */
@Serdeable
@Schema(description = "What was removed here, and what the providers said.")
public record SuppressionRemoved(
        @Schema(description = "The entries that were removed here.")
        List<SuppressionView> removed,

        @Schema(description = "The providers that have a list of their own; absent if they were not asked.") @Nullable
        List<ByProvider> providers) {

    /** What one provider said. */
    @Serdeable
    @Schema(name = "SuppressionLifted", description = "What one provider said.")
    public record ByProvider(
            String provider,

            @Schema(description = "Whether the address is not on the provider's list any more.")
            boolean lifted,

            @Schema(description = "Why not.") @Nullable String msg) {}
}
