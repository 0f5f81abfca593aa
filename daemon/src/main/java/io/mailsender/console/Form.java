package io.mailsender.console;

import io.mailsender.http.ProblemException;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a form ({@code application/x-www-form-urlencoded}). */
public final class Form {

    /** More than the checkboxes of a page. */
    private static final int MAX_FIELDS = 1000;

    private final Map<String, List<String>> fields;

    private Form(Map<String, List<String>> fields) {
        this.fields = fields;
    }

    /** @throws ProblemException 400 if it is no form */
    public static Form of(@Nullable String body) {
        try {
            return new Form(new QueryStringDecoder(body == null ? "" : body, StandardCharsets.UTF_8, false, MAX_FIELDS)
                    .parameters());
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("form", "has an escape that is not valid");
        }
    }

    /** @return {@code null} if it is missing or blank */
    @Nullable
    public String text(String name) {
        List<String> values = fields.getOrDefault(name, List.of());
        return values.isEmpty() || values.get(0).isBlank()
                ? null
                : values.get(0).strip();
    }

    /**
     * A whole number, not negative.
     *
     * @return {@code null} if it is missing or blank
     */
    public @Nullable Integer integer(String name) {
        String text = text(name);
        try {
            return text == null ? null : Integer.valueOf(Integer.parseUnsignedInt(text));
        } catch (NumberFormatException e) {
            throw ProblemException.badRequest(name, "must be a whole number");
        }
    }

    /**
     * The end of a time that begins now, from a choice such as {@code PT1H}.
     *
     * @return {@code null} if it is missing or blank
     */
    public @Nullable Instant end(String name) {
        String text = text(name);
        try {
            return text == null ? null : Instant.now().plus(Duration.parse(text));
        } catch (DateTimeException | ArithmeticException e) {
            throw ProblemException.badRequest(name, "must be a duration, such as PT1H");
        }
    }

    /** All values of a field that may be there several times, such as checkboxes. */
    public List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    public boolean has(String name) {
        return text(name) != null;
    }

    /** All fields, to ask again with the same ones. */
    public Map<String, List<String>> fields() {
        return fields;
    }
}
