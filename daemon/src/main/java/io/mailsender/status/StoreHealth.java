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

    /** Whoever asks more often hears what was found for the last one: anybody may ask, and it takes a write. */
    private static final Duration MAX_AGE = Duration.ofSeconds(1);

    private final MessageStore store;
    private Mono<HealthStatus> last = Mono.empty();
    private long asked = System.nanoTime() - MAX_AGE.toNanos();

    StoreHealth(MessageStore store) {
        this.store = store;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return check().map(status -> HealthResult.builder("store", status).build());
    }

    private synchronized Mono<HealthStatus> check() {
        long now = System.nanoTime();
        if (now - asked >= MAX_AGE.toNanos()) {
            asked = now;
            last = Mono.fromCompletionStage(store.probe())
                    .timeout(PATIENCE)
                    .thenReturn(HealthStatus.UP)
                    .onErrorReturn(HealthStatus.DOWN)
                    .cache();
        }
        return last;
    }
}
