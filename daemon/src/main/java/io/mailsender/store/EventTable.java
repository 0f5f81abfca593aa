package io.mailsender.store;

import io.mailsender.common.UntrustedText;
import io.mailsender.common.Word;
import io.mailsender.event.StoredEvent;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.EventId;
import io.mailsender.provider.event.EventReason;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.provider.event.ProviderEvent.Detail;
import io.mailsender.provider.event.ProviderEvent.Subject;
import io.mailsender.provider.event.Severity;
import io.mailsender.store.GuardedWrite.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code event}. */
final class EventTable {

    /** How many tokens one transaction deletes. */
    private static final int PURGED = 1_000;

    private static final int MAX_ID = 80;
    private static final int MAX_OWN_ID = 100;
    private static final int MAX_PROVIDER_IDS = 2_000;

    /** The latest time that is stored: a vendor's clock that is further ahead says nothing. */
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private static final String COLUMNS =
            "m.provider, m.id, m.received, m.occurred, m.type, m.severity, m.reason, m.status_code, m.msg, m.own_id,"
                    + " m.provider_ids, m.address, m.attempt, m.tries";

    private EventTable() {}

    /**
     * An event that waits for its message.
     *
     * @param id as it is stored
     */
    record Waiting(String provider, String id, Instant received, int tries, ProviderEvent event) {}

    /** An event that is already stored stays. */
    static Sql insert(String provider, ProviderEvent event, Instant now) {
        Detail detail = event.detail();
        String ownId = event.subject().messageId();
        return new Sql(
                "INSERT INTO event (provider, id, received, occurred, type, severity, reason, status_code, msg, own_id, provider_ids,"
                        + " address, due, tries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
                provider,
                id(event.id()),
                now.toEpochMilli(),
                occurred(event.time(), now).toEpochMilli(),
                event.type().word(),
                detail.severity() == null ? null : detail.severity().word(),
                detail.reason() == null ? null : detail.reason().word(),
                detail.statusCode(),
                detail.text(),
                ownId == null ? null : UntrustedText.oneLine(ownId, MAX_OWN_ID),
                providerIds(event.subject().providerIds()),
                event.recipient() == null ? null : event.recipient().toString(),
                now.toEpochMilli());
    }

    /** A short printable id as it is, any other by its hash. */
    private static String id(String id) {
        boolean plain = !id.isEmpty() && id.length() <= MAX_ID && id.chars().allMatch(c -> c > 32 && c < 127);
        return plain ? id : EventId.of(id);
    }

    private static Instant occurred(Instant time, Instant now) {
        return time.isBefore(Instant.EPOCH) || time.isAfter(LATEST) ? now : time;
    }

    private static String providerIds(List<String> ids) {
        StringBuilder lines = new StringBuilder();
        for (String id : ids) {
            String line = UntrustedText.oneLine(id, Detail.MAX_LENGTH);
            if (!line.isEmpty() && lines.length() + line.length() < MAX_PROVIDER_IDS) {
                lines.append(lines.length() == 0 ? "" : "\n").append(line);
            }
        }
        return lines.toString();
    }

    /** The events that are due, the oldest first. */
    static List<Waiting> due(Connection connection, Dialect dialect, Instant now, int limit) throws SQLException {
        List<Waiting> events = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM event m WHERE m.due IS NOT NULL AND m.due <= ? ORDER BY m.due LIMIT ?"
                + dialect.skipLocked())) {
            StatementBatch.bind(select, now.toEpochMilli(), limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    events.add(new Waiting(
                            row.getString("provider"),
                            row.getString("id"),
                            Instant.ofEpochMilli(row.getLong("received")),
                            row.getInt("tries"),
                            event(row)));
                }
            }
        }
        return events;
    }

    /** Its guard fails if another node has matched the event. */
    static Sql matched(Waiting event, String messageId, int attempt) {
        return new Sql(
                "UPDATE event SET message_id = ?, attempt = ?, owner = (SELECT owner FROM message WHERE id = ?), due = NULL"
                        + " WHERE provider = ? AND id = ? AND due IS NOT NULL",
                messageId,
                attempt,
                messageId,
                event.provider(),
                event.id());
    }

    static Sql postpone(Waiting event, Instant due, int tries) {
        return new Sql(
                "UPDATE event SET due = ?, tries = ? WHERE provider = ? AND id = ?",
                due.toEpochMilli(),
                tries,
                event.provider(),
                event.id());
    }

    /** Gives an event up. */
    static Sql drop(Waiting event) {
        return new Sql("DELETE FROM event WHERE provider = ? AND id = ?", event.provider(), event.id());
    }

    static List<StoredEvent> of(Connection connection, String messageId) throws SQLException {
        List<StoredEvent> events = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM event m WHERE m.message_id = ? ORDER BY m.occurred, m.received, m.id")) {
            select.setString(1, messageId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    events.add(new StoredEvent(
                            row.getString("provider"),
                            event(row),
                            Instant.ofEpochMilli(row.getLong("received")),
                            row.getInt("attempt")));
                }
            }
        }
        return events;
    }

    /** The number of events that wait for their first match, and are due. */
    static long backlog(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT COUNT(*) FROM event WHERE due IS NOT NULL AND due <= ?")) {
            select.setLong(1, now.toEpochMilli());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Whether an event that names the message waits to be matched. */
    static boolean hasWaiting(Connection connection, String messageId) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT 1 FROM event WHERE due IS NOT NULL AND own_id = ? LIMIT 1")) {
            select.setString(1, messageId);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** @return whether there may be more to delete */
    static boolean purgeTokens(Connection connection, Instant before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM event_token WHERE (provider, token) IN"
                + " (SELECT provider, token FROM event_token WHERE received < ? LIMIT " + PURGED + ")")) {
            delete.setLong(1, before.toEpochMilli());
            return delete.executeUpdate() == PURGED;
        }
    }

    private static ProviderEvent event(ResultSet row) throws SQLException {
        String ids = row.getString("provider_ids");
        String address = row.getString("address");
        Severity severity = word(Severity.class, row.getString("severity"));
        return new ProviderEvent(
                type(row.getString("type"), severity),
                row.getString("id"),
                Instant.ofEpochMilli(row.getLong("occurred")),
                new Subject(row.getString("own_id"), ids.isEmpty() ? List.of() : List.of(ids.split("\n"))),
                address == null ? null : EmailAddress.stored(address),
                new Detail(
                        severity,
                        word(EventReason.class, row.getString("reason")),
                        row.getInt("status_code"),
                        row.getString("msg")));
    }

    /** A type that only a newer node knows changes nothing here. */
    private static EventType type(String word, @Nullable Severity severity) {
        return severity != null
                ? EventType.BOUNCED
                : Word.parse(EventType.class, word)
                        .filter(type -> type != EventType.BOUNCED)
                        .orElse(EventType.OTHER);
    }

    private static <E extends Enum<E>> @Nullable E word(Class<E> type, @Nullable String word) {
        return word == null ? null : Word.parse(type, word).orElse(null);
    }
}
