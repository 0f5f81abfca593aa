package io.mailsender.delivery;

import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderOrder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

@Factory
final class DeliveryFactory {

    @Singleton
    RouteTable routes(ProviderOrder order, RouteSettings routes) {
        return new RouteTable(order.names(), routes.routes());
    }

    @Singleton
    Failover failover(
            ProviderOrder order,
            RouteTable routes,
            DeliverySettings settings,
            HealthSettings health,
            SlowSettings slow,
            LimitSettings limits,
            List<DeliveryListener> listeners,
            MeterRegistry meters) {
        Failover failover = new Failover(
                order.all(),
                routes,
                settings,
                health,
                slow,
                limits,
                new AllListeners(listeners),
                new SteadyClock(Instant.now()));
        failover.providers().forEach(provider -> {
            gauge(
                    "mail.sender.provider.resting",
                    "1 while the provider rests, after failures or by hand, else 0",
                    h -> h.state() == ProviderHealth.State.RESTING ? 1 : 0,
                    failover,
                    provider,
                    meters);
            gauge(
                    "mail.sender.provider.slow",
                    "1 while the provider is slow or its share grows back, else 0",
                    h -> h.speed().slow().isPresent() ? 1 : 0,
                    failover,
                    provider,
                    meters);
        });
        return failover;
    }

    /** The rests are known before the first message is sent. @param store {@code null} without a store */
    @Singleton
    HandRests handRests(
            Failover failover, @Nullable RestStore store, @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler) {
        HandRests rests = new HandRests(failover, store);
        if (store != null) {
            rests.refresh().toCompletableFuture().join();
            scheduler.scheduleWithFixedDelay(HandRests.REFRESH, HandRests.REFRESH, rests::tryRefresh);
        }
        return rests;
    }

    private static void gauge(
            String name,
            String description,
            ToDoubleFunction<ProviderHealth> value,
            Failover failover,
            Provider provider,
            MeterRegistry meters) {
        Gauge.builder(name, failover.health(provider), value)
                .description(description)
                .tag("provider", provider.name())
                .register(meters);
    }
}
