package io.mailsender.status;

import io.mailsender.http.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Parses query parameters, with advice in the problem. */
record ListQuery(@Nullable String rawQuery, String prefix) {

    private static final Instant EARLIEST = Instant.ofEpochMilli(Long.MIN_VALUE);
    private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

    /** For what is beside the criteria. */
    ListQuery withoutPrefix() {
        return new ListQuery(rawQuery, "");
    }

    /** Micronaut would take what it cannot convert for a parameter that is missing, and list everything. */
    @Nullable
    Boolean bool(String parameter, @Nullable String text) {
        return parse(parameter, text, ListQuery::bool, "must be true or false");
    }

    private static Boolean bool(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("not a boolean");
        }
        return text.equals("true");
    }

    <T> @Nullable T parse(String parameter, @Nullable String text, Function<String, T> parser, String advice) {
        try {
            return text == null ? null : parser.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw ProblemException.badRequest(prefix + parameter, advice + hint(text));
        }
    }

    @Nullable
    Instant instant(String parameter, @Nullable String text) {
        return parse(parameter, text, ListQuery::instant, "must be an instant in UTC, such as 2030-01-31T08:00:00Z");
    }

    private static Instant instant(String text) {
        Instant instant = Instant.parse(text);
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw new DateTimeException("the store cannot represent this time in milliseconds");
        }
        return instant;
    }

    private String hint(@Nullable String text) {
        return text != null && text.indexOf(' ') >= 0 && rawQuery != null && rawQuery.indexOf('+') >= 0
                ? "; a + in a query means a space, so write %2B for a plus"
                : "";
    }
}
