package io.mailsender.access;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The valid API keys: those in the configuration, and a recent copy of those in the store. A key that was revoked at any node is refused
 * everywhere after {@link #MAX_AGE}: if the store could not be read for that long, no stored key is accepted.
 */
public final class KeyRing {

    /** How often the store is read. */
    static final Duration REFRESH = Duration.ofSeconds(1);

    static final Duration MAX_AGE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

    private final Map<KeyHash, Caller> configured = new HashMap<>();
    private final Map<QuotaHolder, KeyUsage> usages = new ConcurrentHashMap<>();
    private final @Nullable KeyStore store;
    private final GrantCodec codec;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Set<String> unreadable = new HashSet<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();
    private volatile Map<KeyHash, Caller> stored = Map.of();
    private volatile boolean hasStored;
    private volatile long readAt = System.nanoTime();

    /** @param store {@code null} without a store */
    KeyRing(
            ConfiguredKeyList configured,
            @Nullable KeyStore store,
            GrantCodec codec,
            Clock clock,
            MeterRegistry meters) {
        this.meters = meters;
        configured.keys().forEach(key -> this.configured.put(key.hash(), caller(key)));
        this.store = store;
        this.codec = codec;
        this.clock = clock;
    }

    /** Whether no key was ever created: requests then need none. */
    public boolean isEmpty() {
        return configured.isEmpty() && !hasStored;
    }

    /** The keys in the configuration. */
    List<ApiKey> configured() {
        return configured.values().stream().map(Caller::key).toList();
    }

    /** @return empty for a key that is unknown, expired or revoked; callers do not learn which */
    Optional<Caller> find(String presented) {
        return find(KeyHash.of(presented));
    }

    /** As {@link #find(String)}, by the hash. */
    Optional<Caller> find(KeyHash hash) {
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

    /** A live key of this name; of two, the one that expires last. */
    Optional<Caller> named(String name) {
        Instant now = clock.instant();
        return Stream.concat(configured.values().stream(), isStale() ? Stream.empty() : stored.values().stream())
                .filter(caller -> caller.name().equals(name) && caller.key().isLive(now))
                .max(Comparator.comparing(
                        caller -> caller.key().expires(), Comparator.nullsLast(Comparator.naturalOrder())));
    }

    private Caller caller(ApiKey key) {
        QuotaHolder holder = new QuotaHolder(key.name(), key.grant().quotas());
        return new Caller(key, usages.computeIfAbsent(holder, this::usage));
    }

    private KeyUsage usage(QuotaHolder holder) {
        return new KeyUsage(
                holder.quotas(),
                TimeMeter.SYSTEM_NANOTIME,
                kind -> Counter.builder("mail.sender.requests.over.limit")
                        .description("Requests that exceeded a quota of their API key")
                        .tag("key", holder.name())
                        .tag("limit", kind.word())
                        .register(meters)
                        .increment());
    }

    /** Keys of one name with the same quotas share their usage, so that a new key is no second quota. */
    private record QuotaHolder(String name, Map<Quota.Kind, Quota> quotas) {}

    /** Whether the copy of the stored keys is too old to be used. */
    boolean isStale() {
        return store != null && System.nanoTime() - readAt > MAX_AGE.toNanos();
    }

    /** Reads the store. The age of the copy counts from the request, not from the answer. */
    CompletionStage<Void> refresh() {
        long requestedAt = System.nanoTime();
        return store == null
                ? CompletableFuture.completedStage(null)
                : store.all().thenAccept(keys -> accept(keys, requestedAt));
    }

    private synchronized void accept(List<StoredKey> keys, long requestedAt) {
        if (requestedAt - readAt < 0) {
            return; // A later answer came first.
        }
        Map<KeyHash, Caller> live = new HashMap<>();
        for (StoredKey key : keys) {
            if (key.isLive(clock.instant())) {
                try {
                    ApiKey apiKey = codec.apiKey(key);
                    live.put(apiKey.hash(), caller(apiKey));
                } catch (IllegalArgumentException e) {
                    if (unreadable.add(key.id())) {
                        LOG.warn("{}; the key is refused", e.getMessage());
                    }
                }
            }
        }
        stored = Map.copyOf(live);
        hasStored = !keys.isEmpty();
        readAt = requestedAt;
    }

    /** Stores which keys were used since the last call. */
    void recordUse() {
        List<String> ids = new ArrayList<>(used);
        ids.forEach(used::remove);
        ids.remove(""); // Keys in the configuration have no id.
        if (store != null && !ids.isEmpty()) {
            store.used(ids).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.debug("could not record when keys were used: {}", failure.toString());
                }
            });
        }
    }
}
