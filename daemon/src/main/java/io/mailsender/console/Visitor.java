package io.mailsender.console;

import io.micronaut.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who looks at a page.
 *
 * @param name of the API key, or of the user that a proxy names; empty if the daemon has no keys
 * @param isSession whether there is a session that can be ended
 */
public record Visitor(String name, boolean isSession) {

    private static final String ATTRIBUTE = "io.mailsender.console.visitor";

    /** @return {@code null} if it is not known */
    static @Nullable Visitor of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Visitor.class).orElse(null);
    }

    void attachTo(HttpRequest<?> request) {
        request.setAttribute(ATTRIBUTE, this);
    }
}
