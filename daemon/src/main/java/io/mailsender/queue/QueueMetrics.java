package io.mailsender.queue;

import io.mailsender.queue.MessageStore.Depth;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How full the queue is, what was taken over, and whether the store can be written. */
@Singleton
@Requires(beans = MessageStore.class)
public final class QueueMetrics {

    /** What takes longer is no store that messages could be accepted with. */
    private static final int PATIENCE_SECONDS = 5;

    private final MessageStore store;
    private final Counter takenOver;
    private final MultiGauge messages;
    private final MultiGauge age;
    private volatile long unsettled;
    private volatile boolean writable = true;

    QueueMetrics(MessageStore store, MeterRegistry meters) {
        this.store = store;
        this.takenOver = Counter.builder("mail.sender.queue.taken.over")
                .description("Messages that were left by a daemon that stopped")
                .register(meters);
        this.messages = MultiGauge.builder("mail.sender.queue.messages")
                .description("Messages that wait or are being sent")
                .register(meters);
        this.age = MultiGauge.builder("mail.sender.queue.age")
                .description("For how long the first of them should have gone out; 0 where all of them are for later")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("mail.sender.queue.unsettled", this, metrics -> metrics.unsettled)
                .description("Messages that may have been sent and wait for somebody who settles them")
                .register(meters);
        Gauge.builder("mail.sender.store.writable", this, metrics -> metrics.writable ? 1 : 0)
                .description("1 while messages can be accepted, 0 while the store cannot be written")
                .register(meters);
    }

    void takenOver() {
        takenOver.increment();
    }

    /** To be called now and then, since counting takes longer the more there are. */
    void count() {
        store.probe()
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
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

    private long age(Depth depth) {
        return Math.max(0, Duration.between(depth.oldest(), store.now()).toSeconds());
    }

    private static Tags tags(Depth depth) {
        return Tags.of(
                "status", depth.status().word(), "priority", depth.priority().word());
    }
}
