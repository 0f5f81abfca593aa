package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Reply;
import io.mailsender.queue.Added;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.queue.MessageFilter;
import io.mailsender.queue.MessageStore.Depth;
import io.mailsender.queue.Priority;
import io.mailsender.queue.StoredMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what is on record. */
final class MessageReads {

    /** The status stands in it as it does in the index: with a parameter the index would not be used. */
    static final String UNSETTLED = "SELECT COUNT(*) FROM message WHERE status = 'unknown'";

    private MessageReads() {}

    static Optional<StoredMessage> find(Connection connection, String id) throws SQLException {
        List<StoredMessage> found = select(connection, " WHERE id = ?", List.of(id));
        return found.stream().findFirst();
    }

    static List<StoredMessage> list(Connection connection, MessageFilter filter) throws SQLException {
        StringBuilder where = new StringBuilder(" WHERE 1 = 1");
        List<Object> parameters = new ArrayList<>();
        and(where, parameters, " AND owner = ?", filter.owner());
        and(
                where,
                parameters,
                " AND status = ?",
                filter.status() == null ? null : filter.status().word());
        and(
                where,
                parameters,
                " AND id IN (SELECT message_id FROM recipient WHERE address = ?)",
                filter.recipient() == null ? null : filter.recipient().toString());
        and(where, parameters, " AND id IN (SELECT message_id FROM tag WHERE tag = ?)", filter.tag());
        MessageId id = filter.messageId();
        if (id != null) {
            where.append(" AND id = ? AND (domain IS NULL OR domain = ?)");
            parameters.addAll(List.of(id.value(), id.domain()));
        }
        String theirs = filter.providerMessageId();
        if (theirs != null) {
            where.append(" AND id IN (SELECT message_id FROM attempt WHERE provider_message_id IN (?, ?))");
            parameters.addAll(List.of(theirs, "<" + theirs + ">"));
        }
        and(where, parameters, " AND accepted >= ?", millis(filter.since()));
        and(where, parameters, " AND accepted < ?", millis(filter.until()));
        MessageFilter.Position after = filter.after();
        if (after != null) {
            where.append(" AND (accepted, id) < (?, ?)");
            parameters.add(after.accepted().toEpochMilli());
            parameters.add(after.id());
        }
        parameters.add(filter.limit());
        return select(connection, where + " ORDER BY accepted DESC, id DESC LIMIT ?", parameters);
    }

    static List<Depth> depths(Connection connection) throws SQLException {
        List<Depth> depths = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT status, priority, COUNT(*), MIN(started) FROM message WHERE due IS NOT NULL GROUP BY status, priority");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                depths.add(new Depth(
                        DeliveryStatus.of(row.getString(1)),
                        Priority.values()[row.getInt(2)],
                        row.getLong(3),
                        Instant.ofEpochMilli(row.getLong(4))));
            }
        }
        return depths;
    }

    static long unsettled(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(UNSETTLED);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The attempts that have ended, by message. */
    static Map<String, List<Attempt>> attempts(Connection connection, String where, Object... parameters)
            throws SQLException {
        Map<String, List<Attempt>> attempts = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT message_id, number, provider, began, duration, outcome, status_code, msg, provider_message_id FROM attempt"
                        + where + " AND duration IS NOT NULL ORDER BY message_id, number")) {
            StatementBatch.bind(select, parameters);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    attempts.computeIfAbsent(row.getString(1), id -> new ArrayList<>())
                            .add(new Attempt(
                                    row.getInt(2),
                                    row.getString(3),
                                    Instant.ofEpochMilli(row.getLong(4)),
                                    Duration.ofMillis(row.getLong(5)),
                                    outcome(
                                            row.getString(6),
                                            new Reply(row.getInt(7), row.getString(8)),
                                            row.getString(9))));
                }
            }
        }
        return attempts;
    }

    private static Outcome outcome(String word, Reply reply, @Nullable String providerMessageId) {
        return switch (word) {
            case "sent" -> new Sent(reply, providerMessageId);
            case "rejected" -> new Rejected(reply);
            case "unknown" -> new Unknown(reply);
            default -> new Unavailable(Cause.valueOf(word.toUpperCase(Locale.ROOT)), reply);
        };
    }

    private static List<StoredMessage> select(Connection connection, String where, List<Object> parameters)
            throws SQLException {
        List<StoredMessage> messages = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, domain, owner, status, priority, on_unknown, fence, subject, tags, accepted, started, due, ended, possible_duplicate,"
                        + " recipients FROM message"
                        + where)) {
            StatementBatch.bind(select, parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    messages.add(message(row));
                }
            }
        }
        if (messages.isEmpty()) {
            return messages;
        }
        Map<String, List<Attempt>> attempts = attempts(
                connection,
                " WHERE message_id IN (" + "?, ".repeat(messages.size() - 1) + "?)",
                messages.stream().map(StoredMessage::id).toArray());
        Map<String, String> domains = domains(connection, messages);
        return messages.stream()
                .map(message -> message.with(
                        attempts.getOrDefault(message.id(), List.of()),
                        domains.getOrDefault(message.id(), message.domain())))
                .toList();
    }

    /** Of messages that an earlier version accepted: it kept the domain in the content alone. */
    private static Map<String, String> domains(Connection connection, List<StoredMessage> messages)
            throws SQLException {
        Map<String, String> domains = new HashMap<>();
        Object[] ids = messages.stream()
                .filter(message -> message.domain() == null)
                .map(StoredMessage::id)
                .toArray();
        if (ids.length > 0) {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT message_id, SUBSTR(bytes, 1, " + MessageCodec.HEAD
                            + ") FROM content WHERE message_id IN (" + "?, ".repeat(ids.length - 1) + "?)")) {
                StatementBatch.bind(select, ids);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        domains.put(row.getString(1), MessageCodec.domain(row.getBytes(2)));
                    }
                }
            }
        }
        return domains;
    }

    private static StoredMessage message(ResultSet row) throws SQLException {
        return new StoredMessage(
                row.getString("id"),
                row.getString("domain"),
                row.getString("owner"),
                DeliveryStatus.of(row.getString("status")),
                Priority.values()[row.getInt("priority")],
                OnUnknown.valueOf(row.getString("on_unknown").toUpperCase(Locale.ROOT)),
                row.getLong("fence"),
                row.getString("subject"),
                JsonColumn.strings(row.getString("tags")),
                Instant.ofEpochMilli(row.getLong("accepted")),
                Instant.ofEpochMilli(row.getLong("started")),
                instant(row, "due"),
                instant(row, "ended"),
                row.getBoolean("possible_duplicate"),
                JsonColumn.recipients(row.getString("recipients")),
                List.of());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    private static void and(StringBuilder where, List<Object> parameters, String sql, @Nullable Object value) {
        if (value != null) {
            where.append(sql);
            parameters.add(value);
        }
    }

    /**
     * What was made of a key that is taken.
     *
     * @param failed the fence of its message where that has surely failed; read with the key, before another request raises it
     */
    record KeyUse(Added answer, @Nullable Long failed) {}

    static Optional<KeyUse> usedBefore(Connection connection, IdempotencyKey key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT fingerprint, message_id, (SELECT fence FROM message WHERE id = idempotency_key.message_id"
                        + MessageWrites.SURELY_FAILED
                        + ") FROM idempotency_key WHERE owner = ? AND idempotency_key = ? AND item = ?")) {
            StatementBatch.bind(select, key.owner(), key.key(), key.item());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                if (!Arrays.equals(row.getBytes(1), key.fingerprint())) {
                    return Optional.of(new KeyUse(new Added.Conflict(), null));
                }
                long fence = row.getLong(3);
                Long failed = row.wasNull() ? null : fence;
                return Optional.of(new KeyUse(new Added.Replayed(row.getString(2)), failed));
            }
        }
    }
}
