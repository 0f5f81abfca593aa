package io.mailsender.session;

import java.time.Instant;

/**
 * A session as it is stored.
 *
 * @param hash the SHA-256 of its token
 * @param keyHash the SHA-256 of the API key with which it was opened
 * @param created when
 * @param seen when it was last used, to the minute
 */
public record StoredSession(byte[] hash, byte[] keyHash, Instant created, Instant seen) {

    @Override
    public String toString() {
        return "StoredSession[created=" + created + ", seen=" + seen + "]";
    }
}
