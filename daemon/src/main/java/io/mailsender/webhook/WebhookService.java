package io.mailsender.webhook;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the dispatcher while the daemon is up. On shutdown it waits for the attempts in progress. */
@Singleton
@Requires(beans = WebhookStore.class)
@Requires(property = "webhooks.enabled", notEquals = "false")
final class WebhookService implements ApplicationEventListener<ServerStartupEvent>, GracefulShutdownCapable {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookService.class);
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);
    private static final Duration COUNT_INTERVAL = Duration.ofSeconds(15);
    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);

    private final BeanProvider<WebhookStore> stores;
    private final BeanProvider<WebhookDispatcher> dispatchers;
    private final BeanProvider<WebhookMetrics> metrics;
    private final BeanProvider<ProviderWatch> watches;
    private final WebhookSettings settings;
    private final TaskScheduler scheduler;
    private volatile @Nullable WebhookDispatcher dispatcher;

    /** Bean providers, because a context that never starts its server is also shut down gracefully, which must not open the store. */
    WebhookService(
            BeanProvider<WebhookStore> stores,
            BeanProvider<WebhookDispatcher> dispatchers,
            BeanProvider<WebhookMetrics> metrics,
            BeanProvider<ProviderWatch> watches,
            WebhookSettings settings,
            @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler) {
        this.stores = stores;
        this.dispatchers = dispatchers;
        this.metrics = metrics;
        this.watches = watches;
        this.settings = settings;
        this.scheduler = scheduler;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent startup) {
        dispatcher = dispatchers.get().start();
        WebhookStore store = stores.get();
        ProviderWatch watch = watches.get();
        UnpublishedEvents events = new UnpublishedEvents(store::publish);
        scheduler.scheduleWithFixedDelay(WATCH_INTERVAL, WATCH_INTERVAL, () -> events.publish(watch.look(store.now())));
        scheduler.scheduleWithFixedDelay(Duration.ZERO, COUNT_INTERVAL, metrics.get()::count);
        scheduler.scheduleWithFixedDelay(PURGE_INTERVAL, PURGE_INTERVAL, () -> purge(store));
    }

    private void purge(WebhookStore store) {
        store.purge(settings.keep()).whenComplete((more, failure) -> {
            if (failure != null) {
                LOG.warn("old webhook deliveries could not be deleted: {}", failure.toString());
            } else if (more) {
                purge(store);
            }
        });
    }

    @Override
    public CompletionStage<Void> shutdownGracefully() {
        WebhookDispatcher started = dispatcher;
        return started == null ? CompletableFuture.completedFuture(null) : started.drain();
    }

    @Override
    public OptionalLong reportActiveTasks() {
        WebhookDispatcher started = dispatcher;
        return started == null ? OptionalLong.empty() : OptionalLong.of(started.inProgress());
    }
}
