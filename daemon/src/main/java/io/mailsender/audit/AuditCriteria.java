package io.mailsender.audit;

import io.mailsender.http.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which entries, as a caller asks for them: the parameters of {@code GET /audit}, not yet checked. */
public record AuditCriteria(
        @Nullable String key,
        @Nullable String action,
        @Nullable String target,
        @Nullable String since,
        @Nullable String until) {

    static final String CURSOR = "^[0-9a-f]{" + AuditStore.ID_LENGTH + "}$";

    private static final Pattern ID = Pattern.compile(CURSOR);

    /** As an operator writes {@code {id}} of a path, too. */
    private static final Pattern WORDS = Pattern.compile("[ -~]{1,120}");

    /** @throws ProblemException 400 */
    AuditQuery read(@Nullable String cursor, int limit) {
        return new AuditQuery(
                require("key", key, text -> isLine(text, 100), "must be the name of an API key"),
                require(
                        "action",
                        action,
                        text -> WORDS.matcher(text).matches(),
                        "must be an action, such as key.create"),
                require(
                        "target",
                        target,
                        Target::isOne,
                        "must be the id of a message, an API key or a webhook, or the name of a provider"),
                instant("since", since),
                instant("until", until),
                require(
                        "cursor",
                        cursor,
                        text -> ID.matcher(text).matches(),
                        "must be the `next` of the previous page"),
                limit);
    }

    private static boolean isLine(String text, int length) {
        return !text.isEmpty() && text.length() <= length && text.chars().noneMatch(Character::isISOControl);
    }

    private static @Nullable String require(
            String parameter, @Nullable String text, Predicate<String> check, String advice) {
        if (text != null && !check.test(text)) {
            throw ProblemException.badRequest(parameter, advice);
        }
        return text;
    }

    private static @Nullable Instant instant(String parameter, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw ProblemException.badRequest(parameter, "must be an instant in UTC, such as 2030-01-31T08:00:00Z");
        }
    }
}
