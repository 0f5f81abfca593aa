package io.mailsender.store;

import io.mailsender.common.Word;
import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.queue.MessageStore.Depth;
import io.mailsender.queue.MessageStore.Unsettled;
import io.mailsender.queue.Priority;
import io.mailsender.queue.StoredMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads messages with their recipients and attempts. */
final class MessageReads {

    /** The status is a literal, as in the partial index: with a parameter the index would not be used. */
    private static final String IS_UNKNOWN = " WHERE status = '" + DeliveryStatus.UNKNOWN.word() + "'";

    static final String UNSETTLED = "SELECT COUNT(*), MIN(ended) FROM message" + IS_UNKNOWN;

    private MessageReads() {}

    static Optional<StoredMessage> find(Connection connection, String id) throws SQLException {
        List<StoredMessage> found = select(connection, " WHERE id = ?", List.of(id));
        return found.stream().findFirst();
    }

    /** Those that exist, by id. */
    static Map<String, StoredMessage> find(Connection connection, Collection<String> ids) throws SQLException {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return select(connection, " WHERE id IN (" + "?, ".repeat(ids.size() - 1) + "?)", List.copyOf(ids)).stream()
                .collect(Collectors.toMap(StoredMessage::id, Function.identity()));
    }

    /** Locks messages until the end of the transaction, but for those that another node has locked. */
    static Set<String> lock(Connection connection, Dialect dialect, Collection<String> ids) throws SQLException {
        Set<String> locked = new HashSet<>();
        if (ids.isEmpty()) {
            return locked;
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT m.id FROM message m WHERE m.id IN ("
                + "?, ".repeat(ids.size() - 1) + "?)" + dialect.skipLocked())) {
            StatementBatch.bind(select, ids.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    locked.add(row.getString(1));
                }
            }
        }
        return locked;
    }

    /** @throws NewerVersionException if only a newer node understands one of them */
    static List<StoredMessage> findAll(Connection connection, Collection<String> ids) throws SQLException {
        return ids.isEmpty()
                ? List.of()
                : select(connection, " WHERE id IN (" + "?, ".repeat(ids.size() - 1) + "?)", new ArrayList<>(ids));
    }

    static List<Depth> depths(Connection connection) throws SQLException {
        List<Depth> depths = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT status, priority, COUNT(*), MIN(started) FROM message WHERE due IS NOT NULL GROUP BY status, priority");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                depths.add(new Depth(
                        DeliveryStatus.of(row.getString(1)),
                        priority(row),
                        row.getLong(3),
                        Instant.ofEpochMilli(row.getLong(4))));
            }
        }
        return depths;
    }

    static Unsettled unsettled(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(UNSETTLED);
                ResultSet row = select.executeQuery()) {
            row.next();
            long oldest = row.getLong(2);
            return new Unsettled(row.getLong(1), row.wasNull() ? null : Instant.ofEpochMilli(oldest));
        }
    }

    static List<StoredMessage> unsettled(Connection connection, String after, int limit) throws SQLException {
        return select(connection, IS_UNKNOWN + " AND id > ? ORDER BY id LIMIT ?", List.of(after, limit));
    }

    /** Empty if the content was purged, or an earlier or later version wrote it so that it cannot be read. */
    static Optional<Message> content(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT bytes FROM content WHERE message_id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(MessageCodec.decode(row.getBytes(1))) : Optional.empty();
            } catch (RuntimeException e) {
                return Optional.empty();
            }
        }
    }

    static Set<String> withContent(Connection connection, Collection<String> ids) throws SQLException {
        Set<String> kept = new HashSet<>();
        if (ids.isEmpty()) {
            return kept;
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT message_id FROM content" + StatementBatch.whereMessageIn(ids))) {
            StatementBatch.bind(select, ids.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    kept.add(row.getString(1));
                }
            }
        }
        return kept;
    }

    static List<StoredMessage> select(Connection connection, String where, List<Object> parameters)
            throws SQLException {
        List<StoredMessage> messages = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, domain, original_id, owner, status, priority, on_unknown, fence, released, subject, tags, accepted, started, due, ended, possible_duplicate"
                        + " FROM message"
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
        List<String> ids = messages.stream().map(StoredMessage::id).toList();
        Map<String, List<RecipientStatus>> recipients = RecipientTable.read(connection, ids);
        Map<String, List<Attempt>> attempts = AttemptTable.read(connection, ids);
        return messages.stream()
                .map(message -> message.with(
                        recipients.getOrDefault(message.id(), List.of()),
                        attempts.getOrDefault(message.id(), List.of())))
                .toList();
    }

    private static StoredMessage message(ResultSet row) throws SQLException {
        return new StoredMessage(
                row.getString("id"),
                messageId(row),
                row.getString("owner"),
                DeliveryStatus.of(row.getString("status")),
                priority(row),
                onUnknown(row),
                row.getLong("fence"),
                row.getInt("released"),
                row.getString("subject"),
                TagColumn.read(row.getString("tags")),
                Instant.ofEpochMilli(row.getLong("accepted")),
                Instant.ofEpochMilli(row.getLong("started")),
                InstantColumn.read(row, "due"),
                InstantColumn.read(row, "ended"),
                row.getBoolean("possible_duplicate"),
                List.of(),
                List.of());
    }

    private static @Nullable String messageId(ResultSet row) throws SQLException {
        String domain = row.getString("domain");
        return domain == null
                ? null
                : new MessageId(row.getString("id"), domain, row.getString("original_id")).headerValue();
    }

    static OnUnknown onUnknown(ResultSet row) throws SQLException {
        String word = row.getString("on_unknown");
        return Word.parse(OnUnknown.class, word).orElseThrow(() -> new NewerVersionException("the policy " + word));
    }

    static Priority priority(ResultSet row) throws SQLException {
        int code = row.getInt("priority");
        return Priority.of(code).orElseThrow(() -> new NewerVersionException("the priority " + code));
    }
}
