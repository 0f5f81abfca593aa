package io.mailsender.console;

import io.micronaut.http.HttpRequest;

/** Paths below {@code /console/}. A proxy may serve them below another path, so no link begins with a slash. */
public final class ConsolePath {

    static final String ROOT = "/console/";

    private ConsolePath() {}

    static boolean isConsole(String path) {
        return path.startsWith(ROOT) || path.equals("/console");
    }

    /** Whether the links of a page would lead to paths beside {@link #ROOT}. */
    static boolean lacksSlash(HttpRequest<?> request) {
        return request.getPath().equals("/console");
    }

    /** The way from the page of a request to {@link #ROOT}. */
    public static String base(HttpRequest<?> request) {
        String path = request.getPath();
        if (!path.startsWith(ROOT)) {
            return "console/"; // Of /console itself, without the slash.
        }
        long depth = path.substring(ROOT.length()).chars().filter(c -> c == '/').count();
        return depth == 0 ? "./" : "../".repeat((int) depth);
    }

    /** The path and query of a request, relative to {@link #ROOT}. */
    public static String of(HttpRequest<?> request) {
        String path = request.getUri().getRawPath();
        String query = request.getUri().getRawQuery();
        String below = path.startsWith(ROOT) ? path.substring(ROOT.length()) : "";
        return query == null ? below : below + "?" + query;
    }
}
