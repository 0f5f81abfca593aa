package io.mailsender.status;

import io.mailsender.queue.MessageStore;
import io.micronaut.context.annotation.Requires;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Not ready for messages where the store cannot be written. */
@Singleton
@Readiness
@Requires(beans = MessageStore.class)
final class StoreHealth implements HealthIndicator {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final MessageStore store;

    StoreHealth(MessageStore store) {
        this.store = store;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Mono.fromCompletionStage(() -> store.check())
                .timeout(PATIENCE)
                .thenReturn(HealthStatus.UP)
                .onErrorReturn(HealthStatus.DOWN)
                .map(status -> HealthResult.builder("store", status).build());
    }
}
