package io.mailsender.session;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** For a daemon without a store: its sessions end with it. */
final class MemorySessionStore implements SessionStore {

    private final Map<ByteBuffer, StoredSession> sessions = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Void> add(StoredSession session, Instant expired, Instant ended) {
        sessions.values()
                .removeIf(other ->
                        other.seen().isBefore(expired) || other.created().isBefore(ended));
        sessions.put(ByteBuffer.wrap(session.hash()), session);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Optional<StoredSession>> find(byte[] hash) {
        return CompletableFuture.completedFuture(Optional.ofNullable(sessions.get(ByteBuffer.wrap(hash))));
    }

    @Override
    public CompletionStage<Void> seen(byte[] hash, Instant now) {
        sessions.computeIfPresent(
                ByteBuffer.wrap(hash),
                (key, session) -> new StoredSession(hash, session.keyHash(), session.created(), now));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> remove(byte[] hash) {
        sessions.remove(ByteBuffer.wrap(hash));
        return CompletableFuture.completedFuture(null);
    }
}
