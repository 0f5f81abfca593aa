package io.mailsender.submission;

import io.mailsender.http.FieldError;
import io.mailsender.http.JsonPlace;
import io.mailsender.http.ProblemException;
import io.mailsender.message.HeaderText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects the errors in the fields of a request, so that the caller gets all of them in one answer. */
final class FieldChecker {

    private static final int MAX_ENTRIES = 100;
    private static final int MAX_VALUE = 998;

    private final List<FieldError> errors = new ArrayList<>();

    void wrong(String field, String why) {
        errors.add(new FieldError(field, why));
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    /** @throws ProblemException 400 with all invalid fields, if there are any */
    void requireNone() {
        if (hasErrors()) {
            throw ProblemException.badRequest(errors);
        }
    }

    /** @return the parsed value; {@code null} also if it is invalid */
    <T> @Nullable T check(String field, Supplier<@Nullable T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            wrong(field, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** @return the text, if it is safe in a header field; {@code null} if it is not */
    @Nullable
    String text(String field, String text) {
        return check(field, () -> {
            if (text.length() > MAX_VALUE) {
                throw new IllegalArgumentException("is longer than " + MAX_VALUE + " characters");
            }
            return HeaderText.requireSafe(text);
        });
    }

    <T> void each(String field, @Nullable List<T> list, ItemCheck<T> check) {
        if (list == null) {
            return;
        }
        if (list.size() > MAX_ENTRIES) {
            wrong(field, "must have at most " + MAX_ENTRIES + " entries");
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            check.accept(field + "[" + i + "]", list.get(i));
        }
    }

    /** @return the map; empty if any field has an error */
    Map<String, String> entries(String field, @Nullable Map<String, String> map, EntryCheck check) {
        if (map == null) {
            return Map.of();
        }
        if (map.size() > MAX_ENTRIES) {
            wrong(field, "must have at most " + MAX_ENTRIES + " entries");
            return Map.of();
        }
        map.forEach((name, value) -> check(field + "." + JsonPlace.shown(name), () -> {
            check.accept(name, value);
            return name;
        }));
        return hasErrors() ? Map.of() : map;
    }

    interface ItemCheck<T> {
        void accept(String at, T item);
    }

    interface EntryCheck {
        void accept(String name, String value);
    }
}
