package io.mailsender.access;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that open the API: those of the configuration, and those of the store as they were a moment ago. One that was revoked at
 * any daemon opens nothing after {@link #MAX_AGE}: where the store could not be read for so long, its keys are not believed.
 */
public final class KeyRing {

    /** How often the store is asked. */
    static final Duration REFRESH = Duration.ofSeconds(1);

    static final Duration MAX_AGE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

    private final Map<KeyHash, Caller> configured = new HashMap<>();
    private final Map<Share, KeyUsage> usages = new ConcurrentHashMap<>();
    private final @Nullable KeyStore store;
    private final StoredGrants json;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Set<String> unreadable = new HashSet<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();
    private volatile Map<KeyHash, Caller> stored = Map.of();
    private volatile boolean hasStored;
    private volatile long read = System.nanoTime();

    /** @param store {@code null} where nothing is kept */
    KeyRing(
            ConfiguredKeyList configured,
            @Nullable KeyStore store,
            StoredGrants json,
            Clock clock,
            MeterRegistry meters) {
        this.meters = meters;
        configured.keys().forEach(key -> this.configured.put(key.hash(), caller(key)));
        this.store = store;
        this.json = json;
        this.clock = clock;
    }

    /** No key was ever made: then there is nothing to ask for. */
    public boolean isEmpty() {
        return configured.isEmpty() && !hasStored;
    }

    /** The keys of the configuration. */
    List<ApiKey> configured() {
        return configured.values().stream().map(Caller::key).toList();
    }

    /** @return empty for a key that is unknown, expired or revoked: who asks is not told which */
    Optional<Caller> find(String presented) {
        KeyHash hash = KeyHash.of(presented);
        Caller caller = configured.get(hash);
        if (caller == null && !isStale()) {
            caller = stored.get(hash);
        }
        if (caller == null || !caller.key().isLive(clock.instant())) {
            return Optional.empty();
        }
        used.add(caller.key().id());
        return Optional.of(caller);
    }

    private Caller caller(ApiKey key) {
        Share share = new Share(key.name(), key.grants().quotas());
        return new Caller(key, usages.computeIfAbsent(share, this::usage));
    }

    private KeyUsage usage(Share share) {
        return new KeyUsage(
                share.quotas(),
                TimeMeter.SYSTEM_NANOTIME,
                kind -> Counter.builder("mail.sender.requests.over.limit")
                        .description("Requests for which a key had not enough left of its limit")
                        .tag("key", share.name())
                        .tag("limit", kind.word())
                        .register(meters)
                        .increment());
    }

    /** What keys have in common that succeed each other: a new one is no way to a second quota. */
    private record Share(String name, Map<Quota.Kind, Quota> quotas) {}

    /** Whether the store's keys are too old to be believed. */
    boolean isStale() {
        return store != null && System.nanoTime() - read > MAX_AGE.toNanos();
    }

    /** Asks the store; what it answers counts from when it was asked. */
    CompletionStage<Void> refresh() {
        long asked = System.nanoTime();
        return store == null
                ? CompletableFuture.completedStage(null)
                : store.all().thenAccept(keys -> accept(keys, asked));
    }

    private synchronized void accept(List<StoredKey> keys, long asked) {
        if (asked - read < 0) {
            return; // A later answer overtook it.
        }
        Map<KeyHash, Caller> live = new HashMap<>();
        for (StoredKey key : keys) {
            if (key.isLive(clock.instant())) {
                try {
                    ApiKey known = json.key(key);
                    live.put(known.hash(), caller(known));
                } catch (IllegalArgumentException e) {
                    if (unreadable.add(key.id())) {
                        LOG.warn("{}; it opens nothing here", e.getMessage());
                    }
                }
            }
        }
        stored = Map.copyOf(live);
        hasStored = !keys.isEmpty();
        read = asked;
    }

    /** Writes down which keys were used since it was last called. */
    void noteUse() {
        List<String> ids = new ArrayList<>(used);
        ids.forEach(used::remove);
        ids.remove(""); // Those of the configuration.
        if (store != null && !ids.isEmpty()) {
            store.used(ids).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.debug("when keys were used is not written down: {}", failure.toString());
                }
            });
        }
    }
}
