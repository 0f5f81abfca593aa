package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.MessageLifecycle;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.queue.ClaimedMessage;
import io.mailsender.queue.Lease;
import io.mailsender.queue.MessageStore.Selection;
import io.mailsender.queue.Priority;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims due messages, in one transaction. */
final class ClaimQuery {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimQuery.class);

    /** In bytes. Longer content is read only after the message is selected. */
    private static final int SMALL = 64 * 1024;

    private final String due;

    ClaimQuery(Dialect dialect) {
        this.due =
                "SELECT m.id, m.domain, m.fence, m.on_unknown, m.priority, m.started, m.tries, m.released, m.possible_duplicate,"
                        + " m.status, LENGTH(c.bytes) AS size, CASE WHEN LENGTH(c.bytes) <= " + SMALL
                        + " THEN c.bytes END AS bytes FROM message m LEFT JOIN content c ON c.message_id = m.id"
                        + " WHERE m.due IS NOT NULL AND m.due <= ? AND m.priority <= ? ORDER BY m.priority, m.due LIMIT ?"
                        + dialect.skipLocked();
    }

    /** A selected message. @param bytes its content; {@code null} if it is still to be read */
    private record Taken(byte @Nullable [] bytes, Reading reading) {}

    /** Builds the claimed message from its row and its content. */
    private interface Reading {
        ClaimedMessage of(byte[] bytes);
    }

    /** @param selection decides which due messages are claimed */
    List<ClaimedMessage> take(
            Connection connection, Instant now, Duration lease, int limit, Priority lowest, Selection selection)
            throws SQLException {
        Map<String, Taken> taken = new LinkedHashMap<>();
        List<String> broken = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(due)) {
            select.setLong(1, now.toEpochMilli());
            select.setInt(2, lowest.code());
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    select(row, selection, taken, broken);
                }
            }
        }
        Map<String, ClaimedMessage> claims = new LinkedHashMap<>();
        for (Map.Entry<String, Taken> one : taken.entrySet()) {
            byte[] bytes = one.getValue().bytes();
            try {
                claims.put(
                        one.getKey(),
                        one.getValue().reading().of(bytes == null ? content(connection, one.getKey()) : bytes));
            } catch (RuntimeException e) {
                cannotBeRead(one.getKey(), e, broken);
            }
        }
        fail(connection, broken, now);
        lease(connection, claims, now.plus(lease));
        return complete(connection, claims, now);
    }

    private static void select(ResultSet row, Selection selection, Map<String, Taken> taken, List<String> broken)
            throws SQLException {
        String id = row.getString("id");
        try {
            byte[] bytes = row.getBytes("bytes");
            long size = row.getLong("size");
            if (row.wasNull()) {
                throw new IllegalArgumentException("its content is missing");
            }
            MessageId messageId = new MessageId(id, row.getString("domain"));
            if (selection.takes(messageId, Priority.of(row.getInt("priority")), size)) {
                taken.put(id, new Taken(bytes, reading(row)));
            }
        } catch (RuntimeException e) {
            cannotBeRead(id, e, broken);
        }
    }

    /** Fails a message that cannot be read. Otherwise every claim would read it, and it would delay others. */
    private static void cannotBeRead(String id, RuntimeException e, List<String> broken) {
        LOG.error("message {}: its content cannot be read, so it failed: {}", id, e.toString());
        broken.add(id);
    }

    private static byte[] content(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT bytes FROM content WHERE message_id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                byte[] bytes = row.next() ? row.getBytes(1) : null;
                if (bytes == null) {
                    throw new IllegalArgumentException("its content is missing");
                }
                return bytes;
            }
        }
    }

    private static Reading reading(ResultSet row) throws SQLException {
        long fence = row.getLong("fence") + 1;
        OnUnknown onUnknown = MessageReads.onUnknown(row);
        Priority priority = Priority.of(row.getInt("priority"));
        Instant started = Instant.ofEpochMilli(row.getLong("started"));
        int tries = row.getInt("tries");
        int released = row.getInt("released");
        boolean possibleDuplicate = row.getBoolean("possible_duplicate");
        boolean sending = row.getString("status").equals(DeliveryStatus.SENDING.word());
        return bytes -> {
            Message message = dated(MessageCodec.decode(bytes), started);
            return new ClaimedMessage(
                    new Lease(message.id(), fence),
                    message,
                    onUnknown,
                    priority,
                    started,
                    List.of(),
                    List.of(),
                    tries,
                    released,
                    possibleDuplicate,
                    sending,
                    false);
        };
    }

    /** Dates a rescheduled message by its new time. The Date field has a precision of one second. */
    private static Message dated(Message message, Instant started) {
        return Duration.between(message.date(), started).abs().toSeconds() < 1
                ? message
                : new Message(
                        message.id(),
                        started,
                        message.originator(),
                        message.destination(),
                        message.content(),
                        message.extras());
    }

    private static void fail(Connection connection, List<String> ids, Instant now) throws SQLException {
        for (String id : ids) {
            execute(
                    connection,
                    "UPDATE message SET status = ?, due = NULL, ended = ?, fence = fence + 1 WHERE id = ?",
                    MessageLifecycle.discard().word(),
                    now.toEpochMilli(),
                    id);
        }
    }

    private static void lease(Connection connection, Map<String, ClaimedMessage> claims, Instant until)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE message SET status = ?, due = ?, fence = ? WHERE id = ?")) {
            for (ClaimedMessage claim : claims.values()) {
                update.setString(1, MessageLifecycle.claim().word());
                update.setLong(2, until.toEpochMilli());
                update.setLong(3, claim.lease().fence());
                update.setString(4, claim.lease().id().value());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /** Adds recipients and the attempts so far. An attempt that began and did not end becomes unknown. */
    private static List<ClaimedMessage> complete(Connection connection, Map<String, ClaimedMessage> claims, Instant now)
            throws SQLException {
        if (claims.isEmpty()) {
            return List.of();
        }
        AttemptTable.interrupt(connection, claims.keySet(), now);
        Map<String, List<Attempt>> attempts = AttemptTable.read(connection, claims.keySet());
        Map<String, List<RecipientStatus>> recipients = RecipientTable.read(connection, claims.keySet());
        return claims.entrySet().stream()
                .map(entry -> with(
                        entry.getValue(),
                        recipients.getOrDefault(entry.getKey(), List.of()),
                        attempts.getOrDefault(entry.getKey(), List.of())))
                .toList();
    }

    private static ClaimedMessage with(ClaimedMessage claim, List<RecipientStatus> recipients, List<Attempt> attempts) {
        // The attempt became unknown in this claim, or in an earlier one whose node stopped before it acted on it.
        boolean interrupted = claim.takenOver()
                && !attempts.isEmpty()
                && attempts.get(attempts.size() - 1).number() > claim.released()
                && attempts.get(attempts.size() - 1).outcome() instanceof Unknown;
        return new ClaimedMessage(
                claim.lease(),
                claim.message(),
                claim.onUnknown(),
                claim.priority(),
                claim.started(),
                recipients,
                attempts,
                claim.rounds(),
                claim.released(),
                claim.possibleDuplicate() || isSentAgain(attempts),
                claim.takenOver(),
                interrupted);
    }

    /** Whether an attempt followed an unknown one. The node that made it may have stopped before it wrote the mark. */
    private static boolean isSentAgain(List<Attempt> attempts) {
        return attempts.stream().limit(Math.max(0, attempts.size() - 1)).anyMatch(a -> a.outcome() instanceof Unknown);
    }

    private static int execute(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            StatementBatch.bind(statement, parameters);
            return statement.executeUpdate();
        }
    }
}
