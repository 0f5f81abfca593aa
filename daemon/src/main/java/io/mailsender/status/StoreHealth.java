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

/** The daemon is not ready while the store cannot be written. */
@Singleton
@Readiness
@Requires(beans = MessageStore.class)
final class StoreHealth implements HealthIndicator {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Within this time the last result is returned: the check needs a write, and everybody may ask for it. */
    private static final Duration MAX_AGE = Duration.ofSeconds(1);

    private final MessageStore store;
    private Mono<HealthStatus> last = Mono.empty();
    private long checkedAt = System.nanoTime() - MAX_AGE.toNanos();

    StoreHealth(MessageStore store) {
        this.store = store;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return check().map(status -> HealthResult.builder("store", status).build());
    }

    private synchronized Mono<HealthStatus> check() {
        long now = System.nanoTime();
        if (now - checkedAt >= MAX_AGE.toNanos()) {
            checkedAt = now;
            last = Mono.fromCompletionStage(store.probe())
                    .timeout(TIMEOUT)
                    .thenReturn(HealthStatus.UP)
                    .onErrorReturn(HealthStatus.DOWN)
                    .cache();
        }
        return last;
    }
}
