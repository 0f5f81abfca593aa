package io.mailsender.queue;

import io.mailsender.queue.MessageStore.Depth;
import io.mailsender.queue.MessageStore.Unsettled;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Metrics of the queue and the store. */
@Singleton
@Requires(beans = MessageStore.class)
public final class QueueMetrics {

    /** A store that takes longer is too slow to accept messages. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

    private final MessageStore store;
    private final Counter takenOver;
    private final MultiGauge messages;
    private final MultiGauge age;
    private volatile Unsettled unsettled = new Unsettled(0, null);
    private volatile boolean writable = true;

    QueueMetrics(MessageStore store, MeterRegistry meters) {
        this.store = store;
        this.takenOver = Counter.builder("mail.sender.queue.taken.over")
                .description("Orphaned messages taken over from a node that stopped")
                .register(meters);
        this.messages = MultiGauge.builder("mail.sender.queue.messages")
                .description("Messages that are queued or being sent")
                .register(meters);
        this.age = MultiGauge.builder("mail.sender.queue.age")
                .description("How long ago the oldest message was to be sent; 0 if all are for later")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("mail.sender.queue.unsettled", this, metrics -> metrics.unsettled.messages())
                .description("Unknown messages that wait to be settled")
                .register(meters);
        Gauge.builder("mail.sender.queue.unsettled.age", this, QueueMetrics::unsettledAge)
                .description("How long the oldest unknown message has waited to be settled; 0 if there is none")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("mail.sender.store.writable", this, metrics -> metrics.writable ? 1 : 0)
                .description("1 while the store can be written, else 0")
                .register(meters);
    }

    void takenOver() {
        takenOver.increment();
    }

    /** Call it rarely: its cost grows with the number of messages. */
    void count() {
        store.probe()
                .toCompletableFuture()
                .orTimeout(PROBE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((written, failure) -> writable = failure == null);
        store.unsettled().thenAccept(count -> unsettled = count);
        store.depths().thenAccept(depths -> {
            messages.register(
                    depths.stream()
                            .map(depth -> MultiGauge.Row.of(tags(depth), depth.messages()))
                            .toList(),
                    true);
            age.register(
                    depths.stream()
                            .map(depth -> MultiGauge.Row.of(tags(depth), age(depth)))
                            .toList(),
                    true);
        });
    }

    private double unsettledAge() {
        Instant oldest = unsettled.oldest();
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, store.now()).toSeconds());
    }

    private long age(Depth depth) {
        return Math.max(0, Duration.between(depth.oldest(), store.now()).toSeconds());
    }

    private static Tags tags(Depth depth) {
        return Tags.of(
                "status", depth.status().word(), "priority", depth.priority().word());
    }
}
