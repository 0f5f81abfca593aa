package io.mailsender.http;

import io.micronaut.http.HttpRequest;

/** Who makes a request. */
public final class Caller {

    private static final String ATTRIBUTE = "io.mailsender.caller";

    private Caller() {}

    /** The name of the API key that a request came with; empty where the daemon has none. */
    public static String of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, String.class).orElse("");
    }

    static void set(HttpRequest<?> request, String name) {
        request.setAttribute(ATTRIBUTE, name);
    }
}
