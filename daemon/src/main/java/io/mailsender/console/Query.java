package io.mailsender.console;

import io.micronaut.http.HttpRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The query of a page: filters and where a list goes on. A field without a value counts as missing, since forms send all their fields. */
public final class Query {

    private final Map<String, String> fields;

    private Query(Map<String, String> fields) {
        this.fields = fields;
    }

    public static Query of(HttpRequest<?> request) {
        Map<String, String> fields = new LinkedHashMap<>();
        request.getParameters().forEach((name, values) -> {
            String value = values.isEmpty() ? "" : values.get(0).strip();
            if (!value.isEmpty()) {
                fields.put(name, value);
            }
        });
        return new Query(fields);
    }

    /** The fields of a form that was made from a query. */
    public static Query of(Form form) {
        Map<String, String> fields = new LinkedHashMap<>();
        form.fields().keySet().forEach(name -> {
            String value = form.text(name);
            if (value != null) {
                fields.put(name, value);
            }
        });
        return new Query(fields);
    }

    /** @return {@code null} if it is missing or blank */
    public @Nullable String text(String name) {
        return fields.get(name);
    }

    /** To show it in its field. @return empty if it is missing */
    public String shown(String name) {
        return fields.getOrDefault(name, "");
    }

    /** The same with one more field, or another value of it. @param value {@code null} to leave it out */
    public Query with(String name, @Nullable String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.remove(name);
        if (value != null) {
            more.put(name, value);
        }
        return new Query(more);
    }

    /** With these fields only. */
    public Query only(Iterable<String> names) {
        Map<String, String> some = new LinkedHashMap<>();
        names.forEach(name -> {
            String value = fields.get(name);
            if (value != null) {
                some.put(name, value);
            }
        });
        return new Query(some);
    }

    /** A link with some of these fields and one more. @param value {@code null} to leave it out */
    public String with(Iterable<String> kept, String name, @Nullable String value) {
        return only(kept).with(name, value).toString();
    }

    /** Whether one of these fields is there. */
    public boolean hasAny(String... names) {
        return Arrays.stream(names).anyMatch(fields::containsKey);
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    public Map<String, String> fields() {
        return Map.copyOf(fields);
    }

    /** For a link: with a question mark, or empty. */
    @Override
    public String toString() {
        return fields.isEmpty()
                ? ""
                : fields.entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
