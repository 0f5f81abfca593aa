package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.message.Message;
import io.mailsender.queue.ClaimedMessage;
import io.mailsender.queue.Lease;
import io.mailsender.queue.Priority;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row of a due message.
 *
 * @param bytes its content; {@code null} if it is long and still to be read
 */
record DueRow(
        byte @Nullable [] bytes,
        String owner,
        long fence,
        OnUnknown onUnknown,
        Priority priority,
        Instant started,
        int rounds,
        int released,
        boolean possibleDuplicate,
        boolean sending) {

    /** @throws NewerVersionException if it has a value that this version does not know */
    static DueRow of(ResultSet row) throws SQLException {
        return new DueRow(
                row.getBytes("bytes"),
                row.getString("owner"),
                row.getLong("fence"),
                MessageReads.onUnknown(row),
                MessageReads.priority(row),
                Instant.ofEpochMilli(row.getLong("started")),
                row.getInt("tries"),
                row.getInt("released"),
                row.getBoolean("possible_duplicate"),
                row.getString("status").equals(DeliveryStatus.SENDING.word()));
    }

    /** The fence of the lease that a claim gives. */
    long claimFence() {
        return fence + 1;
    }

    /**
     * Reads the message.
     *
     * @throws NewerVersionException if its format is newer
     * @throws IllegalArgumentException if the bytes are not a message
     */
    Message message(byte[] content) {
        return dated(MessageCodec.decode(content));
    }

    ClaimedMessage claim(Message message, List<RecipientStatus> recipients, List<Attempt> attempts) {
        return new ClaimedMessage(
                new Lease(message.id(), claimFence()),
                message,
                owner,
                onUnknown,
                priority,
                started,
                recipients,
                attempts,
                rounds,
                released,
                possibleDuplicate || isSentAgain(attempts),
                sending,
                isInterrupted(attempts));
    }

    /** Whether the last attempt became unknown in this claim, or in an earlier one whose node stopped before it acted on it. */
    private boolean isInterrupted(List<Attempt> attempts) {
        if (!sending || attempts.isEmpty()) {
            return false;
        }
        Attempt last = attempts.get(attempts.size() - 1);
        return last.number() > released && last.isUnknown();
    }

    /** Whether an attempt followed an unknown one. The node that made it may have stopped before it wrote the mark. */
    private static boolean isSentAgain(List<Attempt> attempts) {
        return attempts.stream().limit(Math.max(0, attempts.size() - 1)).anyMatch(Attempt::isUnknown);
    }

    /** Dates a rescheduled message by its new time. The Date field has a precision of one second. */
    private Message dated(Message message) {
        return Duration.between(message.date(), started).abs().toSeconds() < 1 ? message : message.withDate(started);
    }
}
