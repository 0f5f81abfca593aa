package io.mailsender.console;

import io.mailsender.http.ProblemException;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
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
            Map<String, List<String>> fields = new QueryStringDecoder(
                            body == null ? "" : body, StandardCharsets.UTF_8, false, MAX_FIELDS + 1)
                    .parameters();
            // The decoder drops what is over its limit: an action would be about others than the person chose.
            if (fields.values().stream().mapToInt(List::size).sum() > MAX_FIELDS) {
                throw ProblemException.badRequest("form", "has more than " + MAX_FIELDS + " fields");
            }
            return new Form(fields);
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

    /**
     * The beginning of a time that ends now, from a choice such as {@code PT1H}.
     *
     * @return {@code null} if it is missing or blank
     */
    public @Nullable Instant begin(String name) {
        String text = text(name);
        try {
            return text == null ? null : Instant.now().minus(Duration.parse(text));
        } catch (DateTimeException | ArithmeticException e) {
            throw ProblemException.badRequest(name, "must be a duration, such as PT1H");
        }
    }

    /**
     * A day, which begins in UTC, or an instant.
     *
     * @return {@code null} if it is missing or blank
     */
    public @Nullable Instant day(String name) {
        String text = text(name);
        try {
            return text == null
                    ? null
                    : text.indexOf('T') > 0
                            ? Instant.parse(text)
                            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw ProblemException.badRequest(name, "must be a day, such as 2030-01-31");
        }
    }

    /** The entries of a field that has one in each line, or several between commas. @return {@code null} if there is none */
    public @Nullable List<String> entries(String name) {
        String text = text(name);
        return text == null
                ? null
                : Arrays.stream(text.split("[\\n\\r,;]"))
                        .map(String::strip)
                        .filter(entry -> !entry.isEmpty())
                        .toList();
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
