package io.mailsender.queue;

import io.mailsender.delivery.DeliveryMetrics;
import io.mailsender.delivery.DeliverySettings;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.HealthSettings;
import io.mailsender.delivery.LimitSettings;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RetrySettings;
import io.mailsender.memory.Budget;
import io.mailsender.provider.Provider;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Starts a dispatcher as the daemon does, on a real store. */
final class TestDispatcher {

    static final QueueSettings QUEUE = new QueueSettings(8, Duration.ofMillis(10), Duration.ofSeconds(60));
    static final RetrySettings RETRY =
            new RetrySettings(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofHours(2));
    /** With these no provider rests. */
    static final HealthSettings HEALTH = new HealthSettings(1000, 1000, Duration.ofSeconds(30), Duration.ofMinutes(10));

    static final Duration DEADLINE = Duration.ofSeconds(30);

    private TestDispatcher() {}

    static Dispatcher start(MessageStore store, Clock clock, Provider... order) {
        return start(store, clock, RETRY, HEALTH, order);
    }

    static Dispatcher start(
            MessageStore store, Clock clock, RetrySettings retry, HealthSettings health, Provider... order) {
        return start(store, clock, retry, health, LimitSettings.NONE, DEADLINE, order);
    }

    /** @param deadline for the timeout of acceptance by the real clock, for the rest by {@code clock} */
    static Dispatcher start(
            MessageStore store,
            Clock clock,
            RetrySettings retry,
            HealthSettings health,
            LimitSettings limits,
            Duration deadline,
            Provider... order) {
        return start(store, clock, retry, health, limits, deadline, new Budget(64 << 20, 512), order);
    }

    /** @param memory for large messages */
    static Dispatcher start(
            MessageStore store,
            Clock clock,
            RetrySettings retry,
            HealthSettings health,
            LimitSettings limits,
            Duration deadline,
            Budget memory,
            Provider... order) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Failover failover = new Failover(
                List.of(order),
                new DeliverySettings(deadline, Duration.ofSeconds(20), OnUnknown.RESEND, 1),
                health,
                limits,
                new DeliveryMetrics(meters),
                clock);
        return new Dispatcher(
                        failover,
                        store,
                        failover.retryPolicy(retry, RandomGenerator.getDefault()),
                        QUEUE,
                        new Capacity(QUEUE, () -> 0, memory),
                        new QueueMetrics(store, meters),
                        RecipientCheck.NONE)
                .start();
    }
}
