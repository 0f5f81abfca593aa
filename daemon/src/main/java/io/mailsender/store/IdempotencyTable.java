package io.mailsender.store;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.message.MessageId;
import io.mailsender.queue.Added;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.store.GuardedWrite.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code idempotency_key}: which message a key stands for. */
final class IdempotencyTable {

    /** How long a key is remembered. */
    static final Duration LIFE = Duration.ofHours(24);

    /** No provider took it for any recipient, and no attempt is unknown: it was not sent. */
    private static final String SURELY_FAILED = " AND status = '" + DeliveryStatus.FAILED.word()
            + "' AND NOT EXISTS (SELECT 1 FROM attempt WHERE message_id = id"
            + " AND (outcome IN ('unknown', 'sent') OR duration IS NULL))";

    private IdempotencyTable() {}

    static Sql remember(IdempotencyKey key, MessageId id, Instant now) {
        return new Sql(
                "INSERT INTO idempotency_key (owner, idempotency_key, item, fingerprint, message_id, used) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (owner, idempotency_key, item) DO UPDATE SET fingerprint = excluded.fingerprint,"
                        + " message_id = excluded.message_id, used = excluded.used WHERE idempotency_key.used < ?",
                key.owner(),
                key.key(),
                key.item(),
                key.fingerprint(),
                id.value(),
                now.toEpochMilli(),
                now.minus(LIFE).toEpochMilli());
    }

    /**
     * Marks a message before a caller is told that it is accepted. At the same time the node that added it may withdraw it, because its
     * own write timed out: the first of the two wins, and the other one changes no row.
     */
    static GuardedWrite vouch(IdempotencyKey key) {
        Sql mark = new Sql(
                // One millisecond more distinguishes it from a message that nobody vouched for.
                "UPDATE message SET started = started + 1 WHERE due IS NOT NULL AND id = (SELECT message_id FROM idempotency_key"
                        + " WHERE owner = ? AND idempotency_key = ? AND item = ? AND fingerprint = ?)",
                key.owner(),
                key.key(),
                key.item(),
                key.fingerprint());
        return new GuardedWrite(mark, List.of());
    }

    /**
     * Lets a key stand for another message instead of one that failed. Every change of that message raises its fence, so of two
     * requests at the same time only one succeeds.
     *
     * @param inserts of the other message
     */
    static GuardedWrite retry(
            String failed, long fence, IdempotencyKey key, MessageId message, Instant now, List<Sql> inserts) {
        Sql guard = new Sql(
                "UPDATE message SET fence = fence + 1 WHERE id = ? AND fence = ?" + SURELY_FAILED, failed, fence);
        List<Sql> others = new ArrayList<>(inserts);
        others.add(new Sql(
                "UPDATE idempotency_key SET message_id = ?, used = ? WHERE owner = ? AND idempotency_key = ? AND item = ?",
                message.value(),
                now.toEpochMilli(),
                key.owner(),
                key.key(),
                key.item()));
        return new GuardedWrite(guard, others);
    }

    /**
     * The use of a key.
     *
     * @param failed the fence of its message if that surely failed; read together with the key; {@code null} otherwise
     */
    record KeyUse(Added answer, @Nullable Long failed) {}

    static Optional<KeyUse> usedBefore(Connection connection, IdempotencyKey key) throws SQLException {
        return usedBefore(connection, key, Instant.EPOCH);
    }

    /** @param forgotten a key that was used before this time is free */
    static Optional<KeyUse> usedBefore(Connection connection, IdempotencyKey key, Instant forgotten)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT fingerprint, message_id, (SELECT fence FROM message WHERE id = idempotency_key.message_id"
                        + SURELY_FAILED
                        + ") FROM idempotency_key WHERE owner = ? AND idempotency_key = ? AND item = ? AND used >= ?")) {
            StatementBatch.bind(select, key.owner(), key.key(), key.item(), forgotten.toEpochMilli());
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
