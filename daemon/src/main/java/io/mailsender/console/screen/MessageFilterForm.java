package io.mailsender.console.screen;

import io.mailsender.console.Query;
import io.mailsender.http.ProblemException;
import io.mailsender.status.MessageCriteria;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields by which a list of messages is filtered; their names are the parameters of {@code GET /messages}. */
final class MessageFilterForm {

    static final List<String> FIELDS = List.of(
            "status",
            "recipient",
            "recipient_state",
            "tag",
            "message_id",
            "provider_message_id",
            "subject",
            "provider",
            "key",
            "possible_duplicate",
            "since",
            "until");

    static final List<String> STATUSES =
            List.of("queued", "sending", "sent", "rejected", "failed", "unknown", "cancelled");

    static final List<String> RECIPIENT_STATES = List.of(
            "pending",
            "sent",
            "deferred",
            "refused",
            "failed",
            "delivered",
            "bounced",
            "complained",
            "rejected",
            "suppressed");

    /** As browsers send a {@code datetime-local}, without a zone. */
    private static final Pattern LOCAL = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?");

    private MessageFilterForm() {}

    /** @throws ProblemException 400 if a value can be nothing */
    static MessageCriteria criteria(Query query) {
        return new MessageCriteria(
                query.text("status"),
                query.text("recipient"),
                query.text("recipient_state"),
                query.text("tag"),
                query.text("message_id"),
                query.text("provider_message_id"),
                query.text("subject"),
                query.text("provider"),
                query.text("key"),
                bool(query.text("possible_duplicate")),
                instant(query.text("since")),
                instant(query.text("until")));
    }

    private static @Nullable Boolean bool(@Nullable String text) {
        if (text == null || text.equals("true") || text.equals("false")) {
            return text == null ? null : Boolean.valueOf(text);
        }
        throw ProblemException.badRequest("possible_duplicate", "must be true or false");
    }

    /** Times in forms are UTC. */
    static @Nullable String instant(@Nullable String text) {
        if (text == null || !LOCAL.matcher(text).matches()) {
            return text;
        }
        return text + (text.length() == "2030-01-31T08:00".length() ? ":00Z" : "Z");
    }

    /** The value of a {@code datetime-local}: an instant to the second without its zone. */
    static String local(String value) {
        return value.length() > 19 ? value.substring(0, 19) : value.replace("Z", "");
    }
}
