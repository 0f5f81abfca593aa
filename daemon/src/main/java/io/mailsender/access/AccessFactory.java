package io.mailsender.access;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Creates the key ring, keeps it up to date, and creates the limit for wrong keys. */
@Factory
final class AccessFactory {

    private static final Duration RECORD_USE = Duration.ofMinutes(1);

    /** One for all ways in: guesses over one count over the others. */
    @Singleton
    FailedAuthenticationLimit failureLimit() {
        return new FailedAuthenticationLimit(TimeMeter.SYSTEM_NANOTIME);
    }

    /** @param store {@code null} without a store */
    @Singleton
    KeyRing ring(
            ConfiguredKeyList configured,
            @Nullable KeyStore store,
            GrantCodec codec,
            MeterRegistry meters,
            @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler) {
        KeyRing ring = new KeyRing(configured, store, codec, Clock.systemUTC(), meters);
        if (store != null) {
            ring.refresh().toCompletableFuture().join();
            scheduler.scheduleAtFixedRate(KeyRing.REFRESH, KeyRing.REFRESH, ring::refresh);
            scheduler.scheduleWithFixedDelay(RECORD_USE, RECORD_USE, ring::recordUse);
        }
        return ring;
    }
}
