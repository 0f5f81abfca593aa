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
        boolean sending,
        boolean ignoresSuppression) {

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
                row.getString("status").equals(DeliveryStatus.SENDING.word()),
                row.getBoolean("ignore_suppression"));
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
                ignoresSuppression);
    }

    /**
     * Whether a copy followed an unknown attempt. The node that sent it may have stopped before it wrote the mark. An attempt that is
     * repeated at its provider, which recognises it, is no copy; after a person resent the message it is one.
     */
    private boolean isSentAgain(List<Attempt> attempts) {
        return attempts.stream()
                .filter(Attempt::isUnknown)
                .anyMatch(unknown -> attempts.stream()
                        .filter(later -> later.number() > unknown.number())
                        .anyMatch(later -> !later.provider().equals(unknown.provider())
                                || unknown.number() <= released && later.number() > released));
    }

    /** Dates a rescheduled message by its new time. The Date field has a precision of one second. */
    private Message dated(Message message) {
        return Duration.between(message.date(), started).abs().toSeconds() < 1 ? message : message.withDate(started);
    }
}
