package io.mailsender.audit;

import io.micronaut.http.HttpRequest;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** What somebody did something to. */
public final class Target {

    static final int MAX = 64;

    /** The most entries of one request. */
    private static final int MAX_TARGETS = 1_000;

    /** Neither an address nor a sentence. */
    static final String PATTERN = "[0-9A-Za-z][0-9A-Za-z_.-]{0," + (MAX - 1) + "}";

    private static final Pattern NAME = Pattern.compile(PATTERN);
    private static final String ATTRIBUTE = "io.mailsender.audit.targets";

    private Target() {}

    /** Names the targets of a request that has them in its body: each gets its own entry. */
    public static void name(HttpRequest<?> request, Collection<String> ids) {
        request.setAttribute(ATTRIBUTE, ids.stream().limit(MAX_TARGETS).toList());
    }

    @SuppressWarnings("unchecked") // what name() set
    static List<String> of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, List.class).orElse(List.of());
    }

    static boolean isOne(String text) {
        return NAME.matcher(text).matches();
    }

    /** A caller may have put anything into a path. */
    static String orEmpty(String text) {
        return isOne(text) ? text : "";
    }
}
