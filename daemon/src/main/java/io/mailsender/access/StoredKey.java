package io.mailsender.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it is kept: without the key itself.
 *
 * @param hash the SHA-256 of the key
 * @param grants what it allows, as JSON
 * @param expires from when on it is refused; {@code null} for never
 * @param revoked since when it is refused; {@code null} while it is not
 * @param used when it was last used, to the minute; {@code null} where it never was
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

    /** Whether it opens anything at that time. */
    public boolean isLive(Instant now) {
        return revoked == null && (expires == null || now.isBefore(expires));
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "StoredKey[id=" + id + ", name=" + name + "]";
    }
}
