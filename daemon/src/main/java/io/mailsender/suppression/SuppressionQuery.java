package io.mailsender.suppression;

import io.mailsender.access.Caller;
import io.mailsender.http.ProblemException;
import io.mailsender.suppression.SuppressionFilter.Position;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Which entries a caller asks for, as it wrote it; {@code null} for all.
 *
 * @param scope the name of an API key, or {@code *}
 * @param cursor the {@code next} of the page before
 * @param limit the number of entries in a page
 */
public record SuppressionQuery(
        @Nullable String address,
        @Nullable String reason,
        @Nullable String scope,
        @Nullable String source,
        @Nullable String cursor,
        @Nullable Integer limit) {

    static final int MAX_LIMIT = 500;
    private static final int DEFAULT_LIMIT = 50;

    /** One entry more than a page, to see whether there is a next one. @throws ProblemException 400 or 403 */
    SuppressionFilter filter(Caller caller) {
        int size = limit == null ? DEFAULT_LIMIT : limit;
        if (size < 1 || size > MAX_LIMIT) {
            throw ProblemException.badRequest("limit", "must be 1 to " + MAX_LIMIT);
        }
        if (source != null && (source.isEmpty() || source.indexOf(0) >= 0)) {
            throw ProblemException.badRequest("source", "must be the name of a provider or an API key, or import");
        }
        return new SuppressionFilter(
                ScopeWord.filter(scope, caller),
                address == null ? null : SuppressionReader.address(address),
                reason == null ? null : SuppressionReader.reason(reason),
                source,
                cursor == null ? null : position(cursor),
                size + 1);
    }

    static String cursor(Position position) {
        byte[] plain = (position.scope() + " " + position.key()).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }

    private static Position position(String cursor) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int space = plain.indexOf(' ');
            if (space >= 0 && plain.indexOf(0) < 0) {
                return new Position(plain.substring(space + 1), plain.substring(0, space));
            }
        } catch (IllegalArgumentException e) {
            // Answered below.
        }
        throw ProblemException.badRequest("cursor", "must be the next of a page");
    }
}
