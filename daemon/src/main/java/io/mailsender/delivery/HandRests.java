package io.mailsender.delivery;

import io.mailsender.provider.Provider;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets providers rest by hand, and ends their rests: at this node at once, at all nodes of the store within seconds. A store that
 * cannot be read leaves the last known state.
 */
public final class HandRests {

    /** How often the store is read. */
    static final Duration REFRESH = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(HandRests.class);

    private final Failover failover;
    private final @Nullable RestStore store;
    private final Map<String, HandRest> known = new ConcurrentHashMap<>();
    private boolean hasRead;
    private long readAt = System.nanoTime();

    /** @param store {@code null} without a store: a rest then ends with the process */
    HandRests(Failover failover, @Nullable RestStore store) {
        this.failover = failover;
        this.store = store;
    }

    /** Whether a rest outlasts a restart. */
    public boolean isKept() {
        return store != null;
    }

    /**
     * Lets a provider rest.
     *
     * @param until {@code null} until {@link #resume}
     * @return completes when all nodes will see it; exceptionally if the store cannot be written: then nothing has changed
     */
    public CompletionStage<Void> rest(Provider provider, @Nullable Instant until, @Nullable String reason, String by) {
        return put(new HandRest(provider.name(), until, now(), reason, by));
    }

    /** Ends a rest by hand, and a rest after failures: the next message shows whether the provider works. As {@link #rest}. */
    public CompletionStage<Void> resume(Provider provider, String by) {
        return put(HandRest.resumed(provider.name(), now(), by));
    }

    private Instant now() {
        return failover.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private CompletionStage<Void> put(HandRest rest) {
        CompletionStage<Void> stored = store == null ? CompletableFuture.completedFuture(null) : store.put(rest);
        return stored.thenRun(() -> changed(rest));
    }

    private synchronized void changed(HandRest rest) {
        // An older answer of the store is no longer of interest.
        readAt = System.nanoTime();
        apply(rest, true);
    }

    /** Reads the store. */
    CompletionStage<Void> refresh() {
        long requestedAt = System.nanoTime();
        return store == null
                ? CompletableFuture.completedFuture(null)
                : store.all().thenAccept(rests -> accept(rests, requestedAt));
    }

    /** As {@link #refresh}; a failure is not thrown. */
    void tryRefresh() {
        refresh().whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.debug("rests by hand could not be read: {}", failure.toString());
            }
        });
    }

    private synchronized void accept(List<HandRest> rests, long requestedAt) {
        if (requestedAt - readAt >= 0) {
            readAt = requestedAt;
            Map<String, HandRest> byName = new HashMap<>();
            rests.forEach(rest -> byName.put(rest.provider(), rest));
            // Not those that are no longer configured.
            failover.providers().stream()
                    .map(provider -> byName.get(provider.name()))
                    .filter(rest -> rest != null)
                    .forEach(rest -> apply(rest, hasRead));
            hasRead = true;
        }
    }

    /** @param isNew whether it was decided since this process started */
    private void apply(HandRest rest, boolean isNew) {
        HandRest before = known.put(rest.provider(), rest);
        if (rest.equals(before)) {
            return;
        }
        ProviderHealth health = failover.health(failover.provider(rest.provider()));
        if (!rest.isResumption()) {
            health.restByHand(rest);
            if (rest.lastsAt(now())) {
                LOG.warn(
                        "provider {} rests by hand until {}, by {}",
                        rest.provider(),
                        rest.until() == null ? "it is resumed" : rest.until(),
                        rest.by().isEmpty() ? "a caller without a key" : "the key " + rest.by());
            }
        } else if (isNew) {
            // An older one says nothing about this process's circuit breaker.
            health.resume();
            LOG.info(
                    "provider {} is resumed by {}",
                    rest.provider(),
                    rest.by().isEmpty() ? "a caller without a key" : "the key " + rest.by());
        }
    }
}
