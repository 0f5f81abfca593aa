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

/** Works the queue off from when the daemon listens until it is told to stop; then it finishes what is under way. */
@Singleton
@Requires(beans = MessageStore.class)
final class QueueService implements ApplicationEventListener<ServerStartupEvent>, GracefulShutdownCapable {

    private static final Duration COUNT = Duration.ofSeconds(15);
    private static final Duration FORGET = Duration.ofMinutes(10);

    private final BeanProvider<Dispatcher> dispatchers;
    private final BeanProvider<QueueMetrics> metrics;
    private final BeanProvider<Retention> retention;
    private final TaskScheduler scheduler;
    private volatile @Nullable Dispatcher dispatcher;

    /** The beans come as providers because a context that never listens is shut down gracefully, too, and has no need of a store. */
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
    public void onApplicationEvent(ServerStartupEvent listening) {
        dispatcher = dispatchers.get().start();
        scheduler.scheduleWithFixedDelay(Duration.ZERO, COUNT, metrics.get()::count);
        scheduler.scheduleWithFixedDelay(FORGET, FORGET, retention.get()::purge);
    }

    @Override
    public CompletionStage<Void> shutdownGracefully() {
        Dispatcher started = dispatcher;
        return started == null ? CompletableFuture.completedFuture(null) : started.drain();
    }

    @Override
    public OptionalLong reportActiveTasks() {
        Dispatcher started = dispatcher;
        return started == null ? OptionalLong.empty() : OptionalLong.of(started.underWay());
    }
}
