package io.mailsender.session;

import io.mailsender.access.Caller;
import io.mailsender.access.KeyLogin;
import io.mailsender.http.Sha256;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Opens, finds and ends sessions. A session ends {@link #IDLE} after its last use, {@link #MAX_AGE} after it was opened, and with its key. */
public final class SessionService {

    public static final Duration IDLE = Duration.ofMinutes(30);
    public static final Duration MAX_AGE = Duration.ofHours(12);

    /** How exactly the last use is recorded: not each request writes. */
    private static final Duration PRECISION = Duration.ofMinutes(1);

    private static final int TOKEN_BYTES = 32;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final SessionStore store;
    private final KeyLogin keys;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    SessionService(SessionStore store, KeyLogin keys, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Opens a session.
     *
     * @return its token, which is stored nowhere
     */
    public CompletionStage<String> open(Caller caller) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        return store.add(
                        new StoredSession(Sha256.of(token), keys.hash(caller), now, now),
                        now.minus(IDLE),
                        now.minus(MAX_AGE))
                .thenApply(added -> token);
    }

    /**
     * The caller whose key opened it, with what the key allows now; empty if it has ended.
     *
     * @param isUse whether somebody uses it, which keeps it from being idle
     */
    public CompletionStage<Optional<Caller>> find(String token, boolean isUse) {
        if (!TOKEN.matcher(token).matches()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        byte[] hash = Sha256.of(token);
        return store.find(hash).thenCompose(found -> {
            Instant now = clock.instant();
            Optional<StoredSession> session =
                    found.filter(s -> s.seen().plus(IDLE).isAfter(now)
                            && s.created().plus(MAX_AGE).isAfter(now));
            Optional<Caller> caller = session.flatMap(s -> keys.withHash(s.keyHash()));
            boolean isRecorded = !isUse
                    || caller.isEmpty()
                    || session.filter(s -> s.seen().plus(PRECISION).isAfter(now))
                            .isPresent();
            return isRecorded
                    ? CompletableFuture.completedFuture(caller)
                    // A store that cannot be written must not end the session.
                    : store.seen(hash, now).handle((done, failure) -> caller);
        });
    }

    /** Ends a session; an unknown one is none. */
    public CompletionStage<Void> close(String token) {
        return TOKEN.matcher(token).matches()
                ? store.remove(Sha256.of(token))
                : CompletableFuture.completedFuture(null);
    }
}
