package io.mailsender.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key, without the key itself.
 *
 * @param id which one it is of the keys of its name; empty where it stands in the configuration
 * @param name whose it is: what was made with it belongs to all keys of that name
 * @param expires from when on it opens nothing; {@code null} for never
 */
record ApiKey(
        String id,
        String name,
        KeyHash hash,
        Grants grants,
        @Nullable Instant expires) {

    static final int MAX_NAME = 64;

    /** @throws IllegalArgumentException for what is no name; it may be anything, so the message does not show it */
    static String requireName(@Nullable String name) {
        if (name == null
                || name.isEmpty()
                || name.length() > MAX_NAME
                || !name.chars().allMatch(ApiKey::isPlain)) {
            throw new IllegalArgumentException("has 1 to " + MAX_NAME + " letters, digits, - _ and .");
        }
        return name;
    }

    private static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.';
    }

    boolean isLive(Instant now) {
        return expires == null || now.isBefore(expires);
    }
}
