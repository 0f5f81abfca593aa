package io.mailsender.http;

import io.mailsender.config.ServerSettings;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The time between being told to stop and stopping. The daemon answers all requests as before, but says that it is
 * not ready and ends each connection after its answer: so whoever spreads requests over daemons turns to others
 * before this one refuses or resets any.
 */
@Singleton
@Readiness
public final class Drain implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /** Balancers ask every few seconds, the laziest ones every five minutes; who has not asked since is not there. */
    private static final Duration AUDIENCE = Duration.ofMinutes(5);

    private final Duration delay;
    private volatile long asked = System.nanoTime() - AUDIENCE.toNanos();
    private volatile boolean begun;

    Drain(ServerSettings settings) {
        delay = settings.shutdownDelay();
    }

    /** Ends after {@code server.shutdown-delay}, or at once where nobody has asked for the readiness lately. */
    public void run() {
        boolean audience = System.nanoTime() - asked < AUDIENCE.toNanos();
        begun = true;
        if (audience && !delay.isZero()) {
            LOG.info("told to stop: not ready any more, and answering for another {} s", delay.toSeconds());
            try {
                TimeUnit.NANOSECONDS.sleep(delay.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    boolean begun() {
        return begun;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Mono.fromSupplier(() -> {
            asked = System.nanoTime();
            return HealthResult.builder("shutdown", begun ? HealthStatus.DOWN : HealthStatus.UP)
                    .build();
        });
    }
}
