package io.mailsender.suppression;

import io.mailsender.access.Caller;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.micronaut.http.HttpStatus;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The scope of an entry, as callers write it: the name of an API key, or {@code *} for all messages. */
final class ScopeWord {

    /** No API key can have this name. */
    static final String ALL = "*";

    /** For the OpenAPI document. */
    static final String PATTERN = "^(?:[A-Za-z0-9._-]{1,64}|\\*)$";

    private static final Pattern SYNTAX = Pattern.compile(PATTERN);

    private ScopeWord() {}

    static String show(String scope) {
        return scope.equals(Suppression.GLOBAL) ? ALL : scope;
    }

    /**
     * The scope that a caller names, if the caller may see and change its entries.
     *
     * @param asked {@code null} for the caller's default: all messages with the scope {@code admin}, else its own
     * @throws IllegalArgumentException with the reason, if it may not
     */
    static String parse(@Nullable String asked, Caller caller) {
        String own = caller.visibleOwner();
        if (asked == null) {
            return own == null ? Suppression.GLOBAL : own;
        }
        if (!SYNTAX.matcher(asked).matches()) {
            throw new IllegalArgumentException("must be the name of an API key, or * for all messages");
        }
        if (own != null && !own.equals(asked)) {
            throw new IllegalArgumentException("must be the name of this API key; others need the scope admin");
        }
        return asked.equals(ALL) ? Suppression.GLOBAL : asked;
    }

    /** As {@link #parse}. @throws ProblemException 403 or 400 */
    static String require(@Nullable String asked, Caller caller) {
        try {
            return parse(asked, caller);
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            if (asked != null && SYNTAX.matcher(asked).matches()) {
                throw new ProblemException(Problem.of(HttpStatus.FORBIDDEN, "scope: " + why + "."));
            }
            throw ProblemException.badRequest("scope", why);
        }
    }

    /** The scope whose entries are listed; {@code null} for all. */
    static @Nullable String filter(@Nullable String asked, Caller caller) {
        return asked == null ? caller.visibleOwner() : require(asked, caller);
    }

    /** @throws ProblemException 403 if the caller may change only its own entries */
    static void requireAll(Caller caller, String what) {
        if (caller.visibleOwner() != null) {
            throw new ProblemException(Problem.of(HttpStatus.FORBIDDEN, what + " needs a key with the scope admin."));
        }
    }
}
