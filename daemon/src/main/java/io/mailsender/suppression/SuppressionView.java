package io.mailsender.suppression;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entry of the suppression list, as callers see it. */
@Serdeable
@Schema(name = "Suppression", description = "An address that must not be mailed.")
public record SuppressionView(
        String address,

        @Schema(description = "The name of the API key whose messages it concerns; `*` for all messages.")
        String scope,

        // No enum: an older client would fail on a new value.
        @Schema(
                description =
                        "`hard_bounce`, `soft_bounces` (several without a delivery in between), `complaint`, `unsubscribe`, `suppressed_at_provider` (the provider's own list has it) or `manual`.")
        String reason,

        @Schema(
                description =
                        "The provider that reported it, the API key that added it, or `import`; empty without API keys.")
        String source,

        @Schema(description = "A note, or the words of a server.") @Nullable
        String text,

        Instant created,

        @Schema(description = "When the address may be mailed again; absent for never.") @Nullable
        Instant expires) {

    static SuppressionView of(Suppression entry) {
        return new SuppressionView(
                entry.address().toString(),
                ScopeWord.show(entry.scope()),
                entry.reason().word(),
                entry.source(),
                entry.text().isEmpty() ? null : entry.text(),
                entry.created(),
                entry.expires());
    }

    static List<SuppressionView> of(List<Suppression> entries) {
        return entries.stream().map(SuppressionView::of).toList();
    }
}
