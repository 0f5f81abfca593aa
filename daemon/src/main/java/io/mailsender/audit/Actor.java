package io.mailsender.audit;

import io.micronaut.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who does something.
 *
 * @param key the name of the API key; empty if there is none, or an unknown one
 * @param user who signed in at a proxy; {@code null} if no proxy names a user
 * @param client the client's address
 */
public record Actor(String key, @Nullable String user, String client) {

    private static final String USER = "io.mailsender.audit.user";

    private static final int MAX = 200;

    public Actor {
        key = cut(key);
        user = user == null ? null : cut(user);
        client = cut(client);
    }

    /** Names the user whom a proxy signed in. */
    public static void nameUser(HttpRequest<?> request, String user) {
        request.setAttribute(USER, user);
    }

    static @Nullable String user(HttpRequest<?> request) {
        return request.getAttribute(USER, String.class).orElse(null);
    }

    /** A proxy's name may be of any length and may break a line. */
    private static String cut(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(MAX)
                .map(c -> Character.isISOControl(c) || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                        ? '?'
                        : c)
                .forEach(line::appendCodePoint);
        return line.toString();
    }
}
