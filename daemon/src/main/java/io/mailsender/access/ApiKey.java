package io.mailsender.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An API key; of the key itself only its hash.
 *
 * @param id identifies it among the keys of its name; empty for a key in the configuration
 * @param name its owner: messages belong to all keys of the same name
 * @param expires from when it is refused; {@code null} for never
 */
record ApiKey(
        String id,
        String name,
        KeyHash hash,
        Grant grant,
        @Nullable Instant expires) {

    static final int MAX_NAME = 64;

    /** @throws IllegalArgumentException if it is not a valid name; the message does not contain it, since it may be a secret */
    static String requireName(@Nullable String name) {
        if (name == null
                || name.isEmpty()
                || name.length() > MAX_NAME
                || !name.chars().allMatch(ApiKey::isNameCharacter)) {
            throw new IllegalArgumentException("must have 1 to " + MAX_NAME + " letters, digits, - _ and .");
        }
        return name;
    }

    private static boolean isNameCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.';
    }

    boolean isLive(Instant now) {
        return expires == null || now.isBefore(expires);
    }
}
