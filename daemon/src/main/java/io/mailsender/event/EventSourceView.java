package io.mailsender.event;

import io.mailsender.provider.Provider;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether a provider reports, as callers see it. */
@Serdeable
@Schema(name = "EventSource", description = "Whether a provider reports what became of messages.")
public record EventSourceView(
        @Schema(description = "The provider's configured name.")
        String provider,

        @Schema(description = "Whether its reports are accepted: the settings say how they are authenticated.")
        boolean accepted,

        @Schema(description = "The URL to register at the vendor; absent if `events.public-url` is not set.") @Nullable
        String url,

        @Schema(description = "Whether the vendor can be told by `POST /providers/{name}/events`.")
        boolean registrable,

        @Schema(description = "When the first report came; absent if none did.") @Nullable
        Instant firstReportAt,

        @Schema(description = "When the last report came.") @Nullable
        Instant lastReportAt) {

    static EventSourceView of(Provider provider, @Nullable URI url, @Nullable SourceState state) {
        boolean accepted = provider.events().isPresent();
        boolean registrable = provider.eventRegistration().isPresent();
        return new EventSourceView(
                provider.name(),
                accepted,
                url != null && (accepted || registrable) ? url.toString() : null,
                registrable,
                state == null ? null : state.first(),
                state == null ? null : state.last());
    }
}
