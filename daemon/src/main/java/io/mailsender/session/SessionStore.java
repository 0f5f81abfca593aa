package io.mailsender.session;

import io.mailsender.common.StoreUnavailableException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Keeps sessions. A stage completes with a {@link StoreUnavailableException} if the store could not be read or written. */
public interface SessionStore {

    /** @param expired sessions that were last seen before this time, or created before {@code ended}, are deleted with it */
    CompletionStage<Void> add(StoredSession session, Instant expired, Instant ended);

    CompletionStage<Optional<StoredSession>> find(byte[] hash);

    /** Records that it was used. */
    CompletionStage<Void> seen(byte[] hash, Instant now);

    CompletionStage<Void> remove(byte[] hash);
}
