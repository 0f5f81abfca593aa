package io.mailsender.delivery;

import io.mailsender.queue.MessageStore;
import io.mailsender.queue.MessageStore.Depth;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;

/** How full the queue is, and what was taken over. */
@Singleton
@Requires(beans = MessageStore.class)
public final class QueueMetrics {

    private final MessageStore store;
    private final Counter takenOver;
    private final MultiGauge messages;
    private final MultiGauge age;

    QueueMetrics(MessageStore store, MeterRegistry meters) {
        this.store = store;
        this.takenOver = Counter.builder("mail.sender.queue.taken.over")
                .description("Messages that were left by a daemon that stopped")
                .register(meters);
        this.messages = MultiGauge.builder("mail.sender.queue.messages")
                .description("Messages that wait or are being sent")
                .register(meters);
        this.age = MultiGauge.builder("mail.sender.queue.age")
                .description("How long the oldest of them has been there")
                .baseUnit("seconds")
                .register(meters);
    }

    void takenOver() {
        takenOver.increment();
    }

    /** To be called now and then, since counting takes longer the more there are. */
    void count() {
        store.depths().thenAccept(depths -> {
            messages.register(
                    depths.stream()
                            .map(depth -> MultiGauge.Row.of(tags(depth), depth.messages()))
                            .toList(),
                    true);
            age.register(
                    depths.stream()
                            .map(depth -> MultiGauge.Row.of(
                                    tags(depth),
                                    Duration.between(depth.oldest(), store.now())
                                            .toSeconds()))
                            .toList(),
                    true);
        });
    }

    private static Tags tags(Depth depth) {
        return Tags.of(
                "status", depth.status().word(), "priority", depth.priority().word());
    }
}
