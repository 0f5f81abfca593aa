package io.mailsender.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of an API key; it does not contain the key itself.
 *
 * @param hash the SHA-256 of the key
 * @param grants the {@link Grant} as JSON
 * @param expires from when it is refused; {@code null} for never
 * @param revoked when it was revoked; {@code null} if it was not
 * @param used when it was last used, to the minute; {@code null} for never
 */
public record StoredKey(
        String id,
        String name,
        byte[] hash,
        String grants,
        Instant created,
        @Nullable Instant expires,
        @Nullable Instant revoked,
        @Nullable Instant used) {

    /** Whether it is accepted at that time. */
    public boolean isLive(Instant now) {
        return revoked == null && (expires == null || now.isBefore(expires));
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "StoredKey[id=" + id + ", name=" + name + "]";
    }
}
