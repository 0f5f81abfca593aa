package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.MessageLifecycle;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.queue.ClaimedMessage;
import io.mailsender.queue.MessageStore.Selection;
import io.mailsender.queue.Priority;
import io.mailsender.store.GuardedWrite.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims due messages, in one transaction. */
final class ClaimQuery {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimQuery.class);

    /** In bytes. Longer content is read only after the message is selected. */
    private static final int SMALL = 64 * 1024;

    /** Limits how many rows a claim reads beyond its own. */
    private static final int MAX_LEFT = 1_000;

    /** The messages that the last claim met and left to a newer node. */
    private final Set<String> left = new HashSet<>();

    private final String due;
    private final WebhookOutbox outbox;
    private final String node;

    /** @param node the id of this node */
    ClaimQuery(Dialect dialect, WebhookOutbox outbox, String node) {
        this.outbox = outbox;
        this.node = node;
        this.due =
                "SELECT m.id, m.domain, m.owner, m.fence, m.on_unknown, m.priority, m.started, m.tries, m.released, m.possible_duplicate, m.ignore_suppression,"
                        + " m.status, LENGTH(c.bytes) AS size, CASE WHEN LENGTH(c.bytes) <= " + SMALL
                        + " THEN c.bytes END AS bytes FROM message m LEFT JOIN content c ON c.message_id = m.id"
                        + " WHERE m.due IS NOT NULL AND m.due <= ? AND m.priority <= ? ORDER BY m.priority, m.due LIMIT ?"
                        + dialect.skipLocked();
    }

    /** @param selection decides which due messages are claimed */
    List<ClaimedMessage> take(
            Connection connection, Instant now, Duration lease, int limit, Priority lowest, Selection selection)
            throws SQLException {
        Map<String, DueRow> rows = new LinkedHashMap<>();
        List<String> broken = new ArrayList<>();
        Set<String> newer = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(due)) {
            select.setLong(1, now.toEpochMilli());
            select.setInt(2, lowest.code());
            // Messages that are left to a newer node must not fill the batch.
            select.setInt(3, limit + left.size());
            try (ResultSet row = select.executeQuery()) {
                for (int others = 0; others < limit && row.next(); ) {
                    select(row, selection, rows, broken, newer);
                    others += left.contains(row.getString("id")) ? 0 : 1;
                }
            }
        }
        Map<String, List<RecipientStatus>> recipients =
                RecipientTable.read(connection, rows.keySet(), (id, e) -> leaveToNewer(id, e, newer));
        rows.keySet().removeAll(newer);
        Map<String, Due> messages = new LinkedHashMap<>();
        for (Map.Entry<String, DueRow> one : rows.entrySet()) {
            byte[] bytes = one.getValue().bytes();
            if (messages.size() == limit) {
                break;
            }
            try {
                Message message = one.getValue().message(bytes == null ? content(connection, one.getKey()) : bytes);
                messages.put(one.getKey(), new Due(one.getValue(), message));
            } catch (NewerVersionException e) {
                leaveToNewer(one.getKey(), e, newer);
            } catch (RuntimeException e) {
                cannotBeRead(one.getKey(), e, broken);
            }
        }
        left.retainAll(newer);
        fail(connection, broken, now);
        lease(connection, messages, now, now.plus(lease));
        Map<String, List<Attempt>> attempts = attempts(connection, messages.keySet(), now);
        return messages.entrySet().stream()
                .map(one -> one.getValue()
                        .claim(
                                recipients.getOrDefault(one.getKey(), List.of()),
                                attempts.getOrDefault(one.getKey(), List.of())))
                .toList();
    }

    /** A due message that can be read. */
    private record Due(DueRow row, Message message) {

        ClaimedMessage claim(List<RecipientStatus> recipients, List<Attempt> attempts) {
            return row.claim(message, recipients, attempts);
        }
    }

    private void select(
            ResultSet row, Selection selection, Map<String, DueRow> rows, List<String> broken, Set<String> newer)
            throws SQLException {
        String id = row.getString("id");
        try {
            long size = row.getLong("size");
            if (row.wasNull()) {
                throw new IllegalArgumentException("its content is missing");
            }
            MessageId messageId = new MessageId(id, row.getString("domain"));
            if (selection.takes(messageId, MessageReads.priority(row), size)) {
                rows.put(id, DueRow.of(row));
            }
        } catch (NewerVersionException e) {
            leaveToNewer(id, e, newer);
        } catch (RuntimeException e) {
            cannotBeRead(id, e, broken);
        }
    }

    /** Does not claim a message that only a newer node on the same database understands. Logged when it is first met. */
    private void leaveToNewer(String id, NewerVersionException e, Set<String> newer) {
        newer.add(id);
        if (left.size() < MAX_LEFT && left.add(id)) {
            LOG.warn("message {} is left to a newer node: {}", id, e.getMessage());
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

    private void fail(Connection connection, List<String> ids, Instant now) throws SQLException {
        for (String id : ids) {
            execute(
                    connection,
                    "UPDATE message SET status = ?, due = NULL, ended = ?, fence = fence + 1 WHERE id = ?",
                    MessageLifecycle.discard().word(),
                    now.toEpochMilli(),
                    id);
            for (Sql event : outbox.messageChanged(id, MessageLifecycle.discard(), now)) {
                execute(connection, event.text(), event.parameters());
            }
        }
    }

    private void lease(Connection connection, Map<String, Due> messages, Instant now, Instant until)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE message SET status = ?, due = ?, fence = ?, node = ?, leased = ? WHERE id = ?")) {
            for (Map.Entry<String, Due> one : messages.entrySet()) {
                update.setString(1, MessageLifecycle.claim().word());
                update.setLong(2, until.toEpochMilli());
                update.setLong(3, one.getValue().row().claimFence());
                update.setString(4, node);
                update.setLong(5, now.toEpochMilli());
                update.setString(6, one.getKey());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /** The attempts so far. One that began and did not end becomes unknown. */
    private static Map<String, List<Attempt>> attempts(Connection connection, Set<String> ids, Instant now)
            throws SQLException {
        if (ids.isEmpty()) {
            return Map.of();
        }
        AttemptTable.interrupt(connection, ids, now);
        return AttemptTable.read(connection, ids);
    }

    private static int execute(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            StatementBatch.bind(statement, parameters);
            return statement.executeUpdate();
        }
    }
}
