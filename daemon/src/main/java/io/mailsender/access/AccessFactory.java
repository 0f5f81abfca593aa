package io.mailsender.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes the ring of keys, and keeps it up to date. */
@Factory
final class AccessFactory {

    private static final Duration NOTE_USE = Duration.ofMinutes(1);

    /** @param keys {@code null} where nothing is kept */
    @Singleton
    KeyRing ring(
            ConfiguredKeyList configured,
            @Nullable KeyStore keys,
            StoredGrants json,
            MeterRegistry meters,
            @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler) {
        KeyRing ring = new KeyRing(configured, keys, json, Clock.systemUTC(), meters);
        if (keys != null) {
            ring.refresh().toCompletableFuture().join();
            scheduler.scheduleAtFixedRate(KeyRing.REFRESH, KeyRing.REFRESH, ring::refresh);
            scheduler.scheduleWithFixedDelay(NOTE_USE, NOTE_USE, ring::noteUse);
        }
        return ring;
    }
}
