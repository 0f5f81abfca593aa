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
 * The shutdown delay. The daemon still answers every request, but reports that it is not ready and closes each connection after
 * its response. So load balancers switch to other nodes before this one refuses or resets a connection.
 */
@Singleton
@Readiness
public final class Drain implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /** Load balancers check every few seconds, the slowest every five minutes; without a check in this time there is none. */
    private static final Duration MAX_CHECK_INTERVAL = Duration.ofMinutes(5);

    private final Duration delay;
    private volatile long checked = System.nanoTime() - MAX_CHECK_INTERVAL.toNanos();
    private volatile boolean begun;

    Drain(ServerSettings settings) {
        delay = settings.shutdownDelay();
    }

    /** Returns after {@code server.shutdown-delay}; immediately if no load balancer checks the readiness. */
    public void run() {
        boolean balanced = System.nanoTime() - checked < MAX_CHECK_INTERVAL.toNanos();
        begun = true;
        if (balanced && !delay.isZero()) {
            LOG.info("shutdown started: not ready, requests are answered for another {} s", delay.toSeconds());
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
            checked = System.nanoTime();
            return HealthResult.builder("shutdown", begun ? HealthStatus.DOWN : HealthStatus.UP)
                    .build();
        });
    }
}
