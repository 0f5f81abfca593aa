package io.mailsender.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;

/** Metrics of webhooks. */
final class WebhookMetrics {

    private final WebhookStore store;
    private final MeterRegistry meters;
    private final Counter disabled;
    private volatile WebhookBacklog backlog = new WebhookBacklog(0, null);

    WebhookMetrics(WebhookStore store, MeterRegistry meters) {
        this.store = store;
        this.meters = meters;
        this.disabled = Counter.builder("mail.sender.webhooks.disabled")
                .description("Webhooks disabled automatically")
                .register(meters);
        Gauge.builder("mail.sender.webhooks.waiting", this, metrics -> metrics.backlog.waiting())
                .description("Deliveries to webhooks that wait for their next attempt")
                .register(meters);
        Gauge.builder("mail.sender.webhooks.age", this, WebhookMetrics::age)
                .description("How long the oldest of them has waited; 0 if none waits")
                .baseUnit("seconds")
                .register(meters);
    }

    /** @param state of a delivery after an attempt */
    void attempted(DeliveryState state) {
        String outcome = state == DeliveryState.PENDING ? "retried" : state.word();
        meters.counter("mail.sender.webhooks.attempts", "outcome", outcome).increment();
    }

    void disabled() {
        disabled.increment();
    }

    /** Call it rarely: its cost grows with the number of waiting deliveries. */
    void count() {
        store.backlog().thenAccept(counted -> backlog = counted);
    }

    private double age() {
        Instant oldest = backlog.oldest();
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, store.now()).toMillis() / 1000.0);
    }
}
