package io.mailsender.event;

import io.mailsender.common.DaemonThreadFactory;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Matches kept events with their messages, in the background and some at a time. Nodes that share a store share the work. */
@Singleton
@Bean(preDestroy = "close")
@Requires(beans = EventStore.class)
final class EventApplier implements ApplicationEventListener<ServerStartupEvent>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventApplier.class);

    /** One transaction of some milliseconds, after which waiting sends are written. */
    private static final int BATCH = 100;

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration COUNT = Duration.ofSeconds(1);
    private static final Duration CHECK = Duration.ofSeconds(30);
    private static final Duration PURGE = Duration.ofMinutes(10);

    private final EventStore store;
    private final EventMetrics metrics;
    private final EventSettings settings;
    private final HeldMessageCheck held;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final ScheduledExecutorService timer =
            new ScheduledThreadPoolExecutor(1, new DaemonThreadFactory("event-applier"));
    private volatile long backlog;

    EventApplier(EventStore store, EventMetrics metrics, EventSettings settings, HeldMessageCheck held) {
        this.store = store;
        this.metrics = metrics;
        this.settings = settings;
        this.held = held;
    }

    /** The daemon is about to accept reports. */
    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        timer.scheduleWithFixedDelay(this::run, 0, POLL.toMillis(), TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(this::count, 0, COUNT.toMillis(), TimeUnit.MILLISECONDS);
        timer.schedule(this::checkHeld, CHECK.toMillis(), TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(this::purge, PURGE.toMillis(), PURGE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether too many events wait to be matched. */
    boolean isBehind() {
        return backlog >= settings.maxBacklog();
    }

    /** An event was kept. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            try {
                timer.execute(this::run);
            } catch (RejectedExecutionException e) {
                LOG.debug("the daemon stops; the event is matched after its start");
            }
        }
    }

    private void run() {
        woken.set(false);
        if (running.compareAndSet(false, true)) {
            apply(BATCH);
        }
    }

    private void apply(int limit) {
        store.apply(limit).whenComplete((applied, failure) -> {
            if (failure != null) {
                running.set(false);
                LOG.debug("events could not be matched: {}", failure.toString());
                return;
            }
            metrics.count(applied);
            if (applied.taken() < limit) {
                running.set(false);
                // One may have come while this transaction ended.
                if (woken.get()) {
                    run();
                }
            } else {
                apply(limit);
            }
        });
    }

    private void count() {
        store.backlog().thenAccept(count -> {
            backlog = count;
            metrics.backlog(count);
        });
    }

    private void checkHeld() {
        held.run().whenComplete((done, failure) -> {
            try {
                timer.schedule(this::checkHeld, CHECK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("the daemon stops");
            }
        });
    }

    private void purge() {
        store.purge().thenAccept(more -> {
            if (more) {
                purge();
            }
        });
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
