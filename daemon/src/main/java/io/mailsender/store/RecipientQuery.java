package io.mailsender.store;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.EventType;
import io.mailsender.store.GuardedWrite.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The condition of a list of messages on one of their recipients. */
final class RecipientQuery {

    /** The condition of the partial index, in the same words, so that SQLite uses it. */
    private static final String RARE = " AND report IN ('bounced', 'complained', 'deferred', 'rejected', 'suppressed')";

    private RecipientQuery() {}

    /**
     * @param state as callers see it: what a provider reported, else ours
     * @return empty if neither is given
     */
    static Optional<Sql> of(@Nullable EmailAddress address, @Nullable String state) {
        List<String> conditions = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        if (address != null) {
            conditions.add("address = ?");
            parameters.add(address.toString());
        }
        if (state != null) {
            conditions.add(condition(state));
        }
        return conditions.isEmpty()
                ? Optional.empty()
                : Optional.of(new Sql(
                        // What no index has is looked up for each message, so that no list reads the whole table.
                        (address == null && !isIndexed(state)
                                        ? " AND EXISTS (SELECT 1 FROM recipient WHERE recipient.message_id = message.id AND "
                                        : " AND id IN (SELECT message_id FROM recipient WHERE ")
                                + String.join(" AND ", conditions) + ")",
                        parameters.toArray()));
    }

    /** Whether an index has the recipients in this state. */
    static boolean isIndexed(@Nullable String state) {
        return state != null && (state.equals("bounced") || state.equals("complained") || state.equals("rejected"));
    }

    /** @param state a word of {@code RecipientStatus.word} */
    private static String condition(String state) {
        if (!state.matches("[a-z]{1,20}")) {
            throw new IllegalArgumentException("not the state of a recipient");
        }
        String ours = "(state = '" + state + "' AND report IS NULL)";
        String reported = "report = '" + state + "'";
        return switch (state) {
            case "sent" -> "(" + ours + " OR report = '" + EventType.ACCEPTED.word() + "')";
            case "delivered" -> reported;
            case "bounced", "complained", "rejected" -> reported + RARE;
            // One word for both: ours, and the provider's.
            case "deferred", "suppressed" -> "(" + reported + " OR " + ours + ")";
            default -> ours;
        };
    }
}
