package io.mailsender.access;

import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Creates, lists and revokes API keys. Callers have the scope admin. Each method throws a {@link ProblemException}, or its stage fails with
 * one, for what was asked wrongly.
 */
@Singleton
public final class KeyActions {

    private final KeyRing ring;
    private final @Nullable KeyStore store;
    private final GrantCodec codec;
    private final KeyGenerator generator = new KeyGenerator();

    /** @param store {@code null} without a store: all keys are then in the configuration */
    KeyActions(KeyRing ring, @Nullable KeyStore store, GrantCodec codec) {
        this.ring = ring;
        this.store = store;
        this.codec = codec;
    }

    /** Whether keys can be created and revoked; otherwise they are in the configuration only. */
    public boolean isKept() {
        return store != null;
    }

    /** Whether no key was ever created: the first one needs the scope admin. */
    public boolean isFirst() {
        return ring.isEmpty();
    }

    /** The keys, oldest first, after those in the configuration. */
    public CompletionStage<List<KeyView>> list() {
        Instant now = Instant.now();
        List<KeyView> configured =
                ring.configured().stream().map(key -> KeyView.of(key, now)).toList();
        CompletionStage<List<StoredKey>> stored =
                store == null ? CompletableFuture.completedStage(List.of()) : store.all();
        return stored.thenApply(keys -> Stream.concat(
                        configured.stream(), keys.stream().map(key -> KeyView.of(key, codec.decodeIfKnown(key), now)))
                .toList());
    }

    /** Creates a key. @return with the key itself, which nothing shows again */
    public CompletionStage<KeyView> create(KeyRequest request) {
        KeyStore keyStore = store();
        String name = name(request.name());
        Instant now = Instant.now();
        if (request.expires() != null && !request.expires().isAfter(now)) {
            throw ProblemException.badRequest("expires", "must be in the future");
        }
        Grant requested = Grant.parse(request.scopes(), request.fromDomains(), request.routes(), request.limits());
        if (ring.isEmpty() && !requested.scopes().contains(Scope.ADMIN)) {
            throw conflict(
                    "scopes: the first key needs the scope admin, because creating further keys then needs a key with it.");
        }
        return keyStore.all().thenCompose(keys -> {
            Grant grant = keys.stream()
                    .filter(key -> key.name().equals(name) && key.isLive(now))
                    .reduce((older, newer) -> newer)
                    .map(codec::decodeIfKnown)
                    .map(previous -> requested.orElse(previous, request))
                    .orElse(requested);
            return add(keyStore, name, grant, request.expires(), now);
        });
    }

    private CompletionStage<KeyView> add(
            KeyStore keyStore, String name, Grant grant, @Nullable Instant expires, Instant now) {
        String id = generator.id();
        String key = generator.key(id);
        StoredKey stored =
                new StoredKey(id, name, KeyHash.of(key).bytes(), codec.encode(grant), now, expires, null, null);
        return keyStore.add(stored).thenCompose(added -> {
            if (!added) {
                throw conflict(name + " already has " + KeyStore.MAX_LIVE + " live keys. Revoke one of them first.");
            }
            return refreshed().thenApply(read -> KeyView.of(stored, grant, now).with(key));
        });
    }

    /** Every node refuses the key within 5 seconds. */
    public CompletionStage<Void> revoke(String id) {
        return store().revoke(id).thenCompose(revoked -> {
            if (!revoked) {
                throw new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "There is no such key."));
            }
            return refreshed();
        });
    }

    /** A failure does not matter: the change is stored, and this node reads it within a second. */
    private CompletionStage<Void> refreshed() {
        return ring.refresh().exceptionally(failure -> null);
    }

    private String name(@Nullable String requested) {
        String name;
        try {
            name = ApiKey.requireName(requested);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("name", String.valueOf(e.getMessage()));
        }
        if (ring.configured().stream().anyMatch(key -> key.name().equals(name))) {
            throw conflict(name + " is a key in the configuration file. Change it there.");
        }
        return name;
    }

    private KeyStore store() {
        if (store == null) {
            throw ProblemException.needsAStore(
                    "Creating or revoking a key", "put the key's hash into the configuration (api-keys)");
        }
        return store;
    }

    private static ProblemException conflict(String why) {
        return new ProblemException(Problem.of(HttpStatus.CONFLICT, why));
    }
}
