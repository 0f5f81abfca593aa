package io.mailsender.access;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds keys that expire soon and have no successor. */
@Singleton
public final class KeyExpiry {

    private final KeyRing ring;
    private final @Nullable KeyStore store;

    /** @param store {@code null} without a store */
    KeyExpiry(KeyRing ring, @Nullable KeyStore store) {
        this.ring = ring;
        this.store = store;
    }

    /** A name whose last key expires. */
    public record Expiring(String name, Instant expires) {}

    /**
     * Those that expire within a time from now, the next one first.
     *
     * @param name only this one; {@code null} for all
     */
    public CompletionStage<List<Expiring>> within(Duration time, @Nullable String name) {
        Instant now = Instant.now();
        CompletionStage<List<StoredKey>> stored =
                store == null ? CompletableFuture.completedStage(List.of()) : store.all();
        return stored.thenApply(keys -> {
            Map<String, Instant> last = new HashMap<>();
            Stream.concat(
                            ring.configured().stream()
                                    .filter(key -> key.isLive(now))
                                    .map(key -> new Expiring(key.name(), orNever(key.expires()))),
                            keys.stream()
                                    .filter(key -> key.isLive(now))
                                    .map(key -> new Expiring(key.name(), orNever(key.expires()))))
                    .filter(key -> name == null || name.equals(key.name))
                    .forEach(key -> last.merge(key.name, key.expires, (a, b) -> a.isAfter(b) ? a : b));
            return last.entrySet().stream()
                    .map(key -> new Expiring(key.getKey(), key.getValue()))
                    .filter(key -> key.expires.isBefore(now.plus(time)))
                    .sorted(Comparator.comparing(Expiring::expires).thenComparing(Expiring::name))
                    .toList();
        });
    }

    private static Instant orNever(@Nullable Instant expires) {
        return expires == null ? Instant.MAX : expires;
    }
}
