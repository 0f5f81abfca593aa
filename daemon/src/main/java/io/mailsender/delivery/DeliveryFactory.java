package io.mailsender.delivery;

import io.mailsender.provider.ProviderOrder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Instant;

@Factory
final class DeliveryFactory {

    @Singleton
    Failover failover(
            ProviderOrder order,
            DeliverySettings settings,
            HealthSettings health,
            LimitSettings limits,
            DeliveryListener listener,
            MeterRegistry meters) {
        Failover failover =
                new Failover(order.inOrder(), settings, health, limits, listener, new SteadyClock(Instant.now()));
        failover.order()
                .forEach(p -> Gauge.builder(
                                "mail.sender.provider.resting",
                                failover.health(p),
                                h -> h.state() == ProviderHealth.State.RESTING ? 1 : 0)
                        .description("1 while the provider rests after failures, else 0")
                        .tag("provider", p.name())
                        .register(meters));
        return failover;
    }
}
