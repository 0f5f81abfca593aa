package io.mailsender.console;

import io.mailsender.http.ProblemException;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a form ({@code application/x-www-form-urlencoded}). */
final class Form {

    /** More than the checkboxes of a page. */
    private static final int MAX_FIELDS = 1000;

    private final Map<String, List<String>> fields;

    private Form(Map<String, List<String>> fields) {
        this.fields = fields;
    }

    /** @throws ProblemException 400 if it is no form */
    static Form of(@Nullable String body) {
        try {
            return new Form(new QueryStringDecoder(body == null ? "" : body, StandardCharsets.UTF_8, false, MAX_FIELDS)
                    .parameters());
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("form", "has an escape that is not valid");
        }
    }

    /** @return {@code null} if it is missing or blank */
    @Nullable
    String text(String name) {
        List<String> values = fields.getOrDefault(name, List.of());
        return values.isEmpty() || values.get(0).isBlank()
                ? null
                : values.get(0).strip();
    }

    /** All values of a field that may be there several times, such as checkboxes. */
    List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    boolean has(String name) {
        return text(name) != null;
    }

    /** All fields, to ask again with the same ones. */
    Map<String, List<String>> fields() {
        return fields;
    }
}
