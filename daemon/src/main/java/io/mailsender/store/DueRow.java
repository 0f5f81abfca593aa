package io.mailsender.store;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.OnUnknown;
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
                row.getLong("fence"),
                MessageReads.onUnknown(row),
                MessageReads.priority(row),
                Instant.ofEpochMilli(row.getLong("started")),
                row.getInt("tries"),
                row.getInt("released"),
                row.getBoolean("possible_duplicate"),
                row.getString("status").equals(DeliveryStatus.SENDING.word()));
    }

    /** The claimed message, without its recipients and attempts. Its lease has the next fence. */
    ClaimedMessage claim(byte[] content) {
        Message message = dated(MessageCodec.decode(content));
        return new ClaimedMessage(
                new Lease(message.id(), fence + 1),
                message,
                onUnknown,
                priority,
                started,
                List.of(),
                List.of(),
                rounds,
                released,
                possibleDuplicate,
                sending,
                false);
    }

    /** Dates a rescheduled message by its new time. The Date field has a precision of one second. */
    private Message dated(Message message) {
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
}
