package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.MessageLifecycle;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.queue.ClaimedMessage;
import io.mailsender.queue.MessageStore.Selection;
import io.mailsender.queue.Priority;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims due messages, in one transaction. */
final class ClaimQuery {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimQuery.class);

    /** In bytes. Longer content is read only after the message is selected. */
    private static final int SMALL = 64 * 1024;

    /** Messages that are logged already; forgotten beyond this number. */
    private static final int MAX_LEFT = 1_000;

    private final Set<String> left = new HashSet<>();
    private final String due;

    ClaimQuery(Dialect dialect) {
        this.due =
                "SELECT m.id, m.domain, m.fence, m.on_unknown, m.priority, m.started, m.tries, m.released, m.possible_duplicate,"
                        + " m.status, LENGTH(c.bytes) AS size, CASE WHEN LENGTH(c.bytes) <= " + SMALL
                        + " THEN c.bytes END AS bytes FROM message m LEFT JOIN content c ON c.message_id = m.id"
                        + " WHERE m.due IS NOT NULL AND m.due <= ? AND m.priority <= ? ORDER BY m.priority, m.due LIMIT ?"
                        + dialect.skipLocked();
    }

    /** @param selection decides which due messages are claimed */
    List<ClaimedMessage> take(
            Connection connection, Instant now, Duration lease, int limit, Priority lowest, Selection selection)
            throws SQLException {
        Map<String, DueRow> taken = new LinkedHashMap<>();
        List<String> broken = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(due)) {
            select.setLong(1, now.toEpochMilli());
            select.setInt(2, lowest.code());
            // Messages that are left to a newer node must not fill the batch.
            select.setInt(3, limit + left.size());
            try (ResultSet row = select.executeQuery()) {
                while (taken.size() < limit && row.next()) {
                    select(row, selection, taken, broken);
                }
            }
        }
        Set<String> newer = new HashSet<>();
        Map<String, List<RecipientStatus>> recipients = RecipientTable.read(connection, taken.keySet(), (id, e) -> {
            leaveToNewer(id, e);
            newer.add(id);
        });
        taken.keySet().removeAll(newer);
        Map<String, ClaimedMessage> claims = new LinkedHashMap<>();
        for (Map.Entry<String, DueRow> one : taken.entrySet()) {
            byte[] bytes = one.getValue().bytes();
            try {
                claims.put(
                        one.getKey(), one.getValue().claim(bytes == null ? content(connection, one.getKey()) : bytes));
            } catch (NewerVersionException e) {
                leaveToNewer(one.getKey(), e);
            } catch (RuntimeException e) {
                cannotBeRead(one.getKey(), e, broken);
            }
        }
        fail(connection, broken, now);
        lease(connection, claims, now.plus(lease));
        return complete(connection, claims, recipients, now);
    }

    private void select(ResultSet row, Selection selection, Map<String, DueRow> taken, List<String> broken)
            throws SQLException {
        String id = row.getString("id");
        try {
            long size = row.getLong("size");
            if (row.wasNull()) {
                throw new IllegalArgumentException("its content is missing");
            }
            MessageId messageId = new MessageId(id, row.getString("domain"));
            if (selection.takes(messageId, MessageReads.priority(row), size)) {
                taken.put(id, DueRow.of(row));
            }
        } catch (NewerVersionException e) {
            leaveToNewer(id, e);
        } catch (RuntimeException e) {
            cannotBeRead(id, e, broken);
        }
    }

    /** Does not claim a message that only a newer node on the same database understands. Logged once. */
    private void leaveToNewer(String id, NewerVersionException e) {
        if (left.size() >= MAX_LEFT) {
            left.clear();
        }
        if (left.add(id)) {
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
    private static List<ClaimedMessage> complete(
            Connection connection,
            Map<String, ClaimedMessage> claims,
            Map<String, List<RecipientStatus>> recipients,
            Instant now)
            throws SQLException {
        if (claims.isEmpty()) {
            return List.of();
        }
        AttemptTable.interrupt(connection, claims.keySet(), now);
        Map<String, List<Attempt>> attempts = AttemptTable.read(connection, claims.keySet());
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
