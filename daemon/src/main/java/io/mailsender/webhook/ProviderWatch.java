package io.mailsender.webhook;

import io.mailsender.delivery.Failover;
import io.mailsender.delivery.ProviderHealth;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Provider;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what global webhooks are told of the providers. It compares their health from look to look, so it costs a send nothing; a rest shorter
 * than the time between two looks is missed. Every node reports what it sees.
 */
final class ProviderWatch {

    /** During an outage every message fails over; one event a minute says how many. */
    private static final Duration FAILOVER_INTERVAL = Duration.ofMinutes(1);

    private static final String FAILOVERS = "mail.sender.failovers";

    private final Failover failover;
    private final MeterRegistry meters;
    private final Map<String, Boolean> resting = new HashMap<>();
    private final Map<String, Instant> refused = new HashMap<>();
    private final Map<List<String>, Double> counted = new HashMap<>();
    private Instant failoversTold = Instant.MIN;

    ProviderWatch(Failover failover, MeterRegistry meters) {
        this.failover = failover;
        this.meters = meters;
    }

    /** What has changed since the last look. */
    List<WebhookEvent> look(Instant now) {
        List<WebhookEvent> events = new ArrayList<>();
        for (Provider provider : failover.providers()) {
            ProviderHealth health = failover.health(provider);
            boolean rests = health.state() != ProviderHealth.State.UP;
            boolean before = Boolean.TRUE.equals(resting.put(provider.name(), rests));
            if (rests && !before) {
                events.add(event(
                        WebhookType.PROVIDER_RESTING,
                        now,
                        "provider",
                        provider.name(),
                        "rests_until",
                        health.restUntil()));
            } else if (before && !rests) {
                events.add(event(WebhookType.PROVIDER_RECOVERED, now, "provider", provider.name()));
                refused.remove(provider.name());
            }
            health.lastFailure().ifPresent(failure -> account(provider.name(), failure, now, events));
        }
        if (!now.isBefore(failoversTold.equals(Instant.MIN) ? now : failoversTold.plus(FAILOVER_INTERVAL))) {
            failovers(now, events);
        }
        return events;
    }

    /** Once until the provider works again. */
    private void account(String provider, ProviderHealth.Failure failure, Instant now, List<WebhookEvent> events) {
        if (failure.outcome() instanceof Unavailable unavailable
                && unavailable.cause() == Cause.ACCOUNT
                && resting.getOrDefault(provider, false)
                && refused.putIfAbsent(provider, failure.at()) == null) {
            events.add(event(
                    WebhookType.PROVIDER_ACCOUNT,
                    now,
                    "provider",
                    provider,
                    "status_code",
                    unavailable.reply().statusCode()));
        }
    }

    private void failovers(Instant now, List<WebhookEvent> events) {
        for (Counter counter : meters.find(FAILOVERS).counters()) {
            String from = String.valueOf(counter.getId().getTag("from"));
            String to = String.valueOf(counter.getId().getTag("to"));
            Double before = counted.put(List.of(from, to), counter.count());
            long more = Math.round(counter.count() - (before == null ? 0 : before));
            if (more > 0) {
                failoversTold = now;
                events.add(event(WebhookType.PROVIDER_FAILOVER, now, "from", from, "to", to, "messages", more));
            }
        }
    }

    private static WebhookEvent event(WebhookType type, Instant now, Object... data) {
        return WebhookEvent.of(type, now, WebhookPayload.object(data));
    }
}
