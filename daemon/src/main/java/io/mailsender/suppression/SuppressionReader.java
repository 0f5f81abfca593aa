package io.mailsender.suppression;

import io.mailsender.access.Caller;
import io.mailsender.common.Word;
import io.mailsender.http.FieldError;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.SuppressionReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Converts a request to entries. */
final class SuppressionReader {

    /** So far the database can represent it in milliseconds, and everybody can write it. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private SuppressionReader() {}

    /** @throws ProblemException 400 with all invalid fields; 403 if the caller may not change this scope */
    static List<Suppression> read(SuppressionRequest request, Caller caller, Instant now) {
        String scope = ScopeWord.require(request.scope(), caller);
        SuppressionReason reason = reason(request.reason());
        String text = request.text() == null ? "" : request.text();
        if (text.length() > Suppression.MAX_TEXT) {
            throw ProblemException.badRequest("text", "must have at most " + Suppression.MAX_TEXT + " characters");
        }
        Instant expires = request.expires();
        if (expires != null && (!expires.isAfter(now) || expires.isAfter(LATEST))) {
            throw ProblemException.badRequest("expires", "must be in the future, before the year 10000");
        }
        List<String> addresses = request.addresses();
        if (addresses == null || addresses.isEmpty()) {
            throw ProblemException.badRequest("addresses", "must have at least one address");
        }
        List<Suppression> entries = new ArrayList<>();
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            try {
                entries.add(new Suppression(
                        EmailAddress.parse(addresses.get(i)), scope, reason, caller.name(), text, now, expires));
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError("addresses[" + i + "]", String.valueOf(e.getMessage())));
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.badRequest(errors);
        }
        return entries;
    }

    /** @throws ProblemException 400 */
    static SuppressionReason reason(@Nullable String word) {
        return word == null
                ? SuppressionReason.MANUAL
                : Word.parse(SuppressionReason.class, word)
                        .orElseThrow(() -> ProblemException.badRequest(
                                "reason",
                                "must be one of "
                                        + Arrays.stream(SuppressionReason.values())
                                                .map(SuppressionReason::word)
                                                .collect(Collectors.joining(", "))));
    }

    /** @throws ProblemException 400 */
    static EmailAddress address(String text) {
        try {
            return EmailAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("address", String.valueOf(e.getMessage()));
        }
    }
}
