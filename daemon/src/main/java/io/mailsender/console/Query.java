package io.mailsender.console;

import io.micronaut.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query parameters of a page, from a form whose empty fields browsers send too: a blank one counts as missing. */
public final class Query {

    private final Map<String, String> values = new LinkedHashMap<>();

    private Query() {}

    public static Query of(HttpRequest<?> request) {
        Query query = new Query();
        request.getParameters().forEachValue((name, value) -> {
            if (!value.isBlank()) {
                query.values.putIfAbsent(name, value.strip());
            }
        });
        return query;
    }

    /** @return {@code null} if it is missing or blank */
    public @Nullable String text(String name) {
        return values.get(name);
    }

    /** As {@link #text}; empty if it is missing, to fill in a field. */
    public String shown(String name) {
        return values.getOrDefault(name, "");
    }

    /** Whether one of these parameters is there. */
    public boolean hasAny(String... names) {
        for (String name : names) {
            if (values.containsKey(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A query with some of these parameters and one more, for a link.
     *
     * @param kept the names of the parameters that the link keeps
     * @param value {@code null} to leave the parameter out
     * @return such as {@code ?reason=manual&cursor=abc}
     */
    public String with(Iterable<String> kept, String name, @Nullable String value) {
        StringBuilder query = new StringBuilder("?");
        for (String one : kept) {
            String text = values.get(one);
            if (text != null && !one.equals(name)) {
                append(query, one, text);
            }
        }
        if (value != null) {
            append(query, name, value);
        }
        return query.toString();
    }

    private static void append(StringBuilder query, String name, String value) {
        query.append(query.length() > 1 ? "&" : "").append(name).append('=').append(PageRenderer.segment(value));
    }
}
