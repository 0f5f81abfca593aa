package io.mailsender.queue;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs the dispatcher while the daemon is up. On shutdown it waits for the rounds in progress. */
@Singleton
@Requires(beans = MessageStore.class)
final class QueueService implements ApplicationEventListener<ServerStartupEvent>, GracefulShutdownCapable {

    private static final Duration COUNT_INTERVAL = Duration.ofSeconds(15);
    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);

    private final BeanProvider<Dispatcher> dispatchers;
    private final BeanProvider<QueueMetrics> metrics;
    private final BeanProvider<Retention> retention;
    private final TaskScheduler scheduler;
    private volatile @Nullable Dispatcher dispatcher;

    /** Bean providers, because a context that never starts its server is also shut down gracefully, which must not open the store. */
    QueueService(
            BeanProvider<Dispatcher> dispatchers,
            BeanProvider<QueueMetrics> metrics,
            BeanProvider<Retention> retention,
            @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler) {
        this.dispatchers = dispatchers;
        this.metrics = metrics;
        this.retention = retention;
        this.scheduler = scheduler;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent startup) {
        dispatcher = dispatchers.get().start();
        scheduler.scheduleWithFixedDelay(Duration.ZERO, COUNT_INTERVAL, metrics.get()::count);
        scheduler.scheduleWithFixedDelay(PURGE_INTERVAL, PURGE_INTERVAL, retention.get()::purge);
    }

    @Override
    public CompletionStage<Void> shutdownGracefully() {
        Dispatcher started = dispatcher;
        return started == null ? CompletableFuture.completedFuture(null) : started.drain();
    }

    @Override
    public OptionalLong reportActiveTasks() {
        Dispatcher started = dispatcher;
        return started == null ? OptionalLong.empty() : OptionalLong.of(started.inProgress());
    }
}
