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

/** Keeps what is wrong with the fields of a request, so that a caller hears all of it at once. */
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

    /** @throws ProblemException 400 with all the fields at fault, where there are any */
    void requireNone() {
        if (hasErrors()) {
            throw ProblemException.badRequest(errors);
        }
    }

    /** @return what was read; {@code null} where it is wrong, too */
    <T> @Nullable T check(String field, Supplier<@Nullable T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            wrong(field, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** @return the text as a header field can have it; {@code null} where it cannot */
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
            wrong(field, "at most " + MAX_ENTRIES + " entries");
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            check.accept(field + "[" + i + "]", list.get(i));
        }
    }

    /** @return the map; an empty one where anything is wrong */
    Map<String, String> entries(String field, @Nullable Map<String, String> map, EntryCheck check) {
        if (map == null) {
            return Map.of();
        }
        if (map.size() > MAX_ENTRIES) {
            wrong(field, "at most " + MAX_ENTRIES + " entries");
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
