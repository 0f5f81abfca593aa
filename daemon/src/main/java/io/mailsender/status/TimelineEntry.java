package io.mailsender.status;

import io.mailsender.delivery.Attempt;
import io.mailsender.event.StoredEvent;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.provider.event.ProviderEvent.Detail;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An attempt or a provider's report, as callers see it. */
@Serdeable
@Schema(name = "TimelineEntry", description = "An attempt, or what a provider reported.")
public record TimelineEntry(
        @Schema(description = "When it happened: the begin of an attempt, or the time that the provider reported.")
        Instant time,

        @Schema(description = "`attempt` or `event`.") String kind,

        @Schema(description = "The provider's configured name.")
        String provider,

        @Schema(description = "The number of the attempt, from 1.")
        int attempt,

        @Schema(
                description =
                        "The outcome of an attempt, or the event: `accepted`, `delivered`, `deferred`, `bounced`, `complained`, `rejected`, `suppressed`, `unsubscribed`, `opened`, `clicked` or `other`.")
        String type,

        @Schema(description = "The recipient that an event is about; absent if the provider does not say.") @Nullable
        String recipient,

        @Schema(description = "Of a bounce: `hard` or `soft`.") @Nullable
        String severity,

        @Nullable String reason,
        @Nullable Integer statusCode,

        @Schema(description = "The words of the provider, or of the recipient's server.") @Nullable
        String msg) {

    static TimelineEntry of(Attempt attempt) {
        return new TimelineEntry(
                attempt.began(),
                "attempt",
                attempt.provider(),
                attempt.number(),
                attempt.outcome().word(),
                null,
                null,
                null,
                attempt.outcome().reply().statusCode(),
                attempt.outcome().reply().text());
    }

    static TimelineEntry of(StoredEvent stored) {
        ProviderEvent event = stored.event();
        Detail detail = event.detail();
        return new TimelineEntry(
                event.time(),
                "event",
                stored.provider(),
                stored.attempt(),
                event.type().word(),
                event.recipient() == null ? null : event.recipient().toString(),
                detail.severity() == null ? null : detail.severity().word(),
                detail.reason() == null ? null : detail.reason().word(),
                detail.statusCode() == 0 ? null : detail.statusCode(),
                detail.text().isEmpty() ? null : detail.text());
    }
}
