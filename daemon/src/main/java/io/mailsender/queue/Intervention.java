package io.mailsender.queue;

import io.mailsender.queue.Write.Sql;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person, or a program for them, changes from outside. Each changes a message only where its status allows that. */
final class Intervention {

    private static final String PENDING = "\"state\":\"pending\"";
    private static final String DEFERRED = "\"state\":\"deferred\"";

    private Intervention() {}

    static Write cancel(String id, Instant now) {
        return write(
                "UPDATE message SET status = 'cancelled', due = NULL, ended = ?, fence = fence + 1 WHERE id = ? AND status = 'queued'",
                now.toEpochMilli(),
                id);
    }

    /** @param due from when on it is tried; {@code null} for now, or for when one that was cancelled was to go out */
    static Write resend(String id, @Nullable Instant due, Instant now) {
        String start = due == null ? "CASE WHEN status = 'cancelled' AND started > ? THEN started ELSE ? END" : "?";
        String sql = "UPDATE message SET status = 'queued', due = " + start + ", ended = NULL, started = " + start
                + ", tries = 0, fence = fence + 1, possible_duplicate = (possible_duplicate OR status = 'unknown'),"
                + " recipients = REPLACE(recipients, '\"state\":\"refused\"', '\"state\":\"pending\"')"
                + " WHERE id = ? AND status IN ('failed', 'unknown', 'cancelled', 'rejected')"
                + " AND EXISTS (SELECT 1 FROM content WHERE message_id = id)";
        long time = (due == null ? now : due).toEpochMilli();
        return due == null ? write(sql, time, time, time, time, id) : write(sql, time, time, id);
    }

    /** Only one that waits for its time, or for its first try: what was tried has its own times of retrying. */
    static Write reschedule(String id, Instant due, Instant now) {
        return write(
                "UPDATE message SET due = ?, started = ? WHERE id = ? AND status = 'queued' AND tries = 0"
                        + " AND (started > ? OR NOT EXISTS (SELECT 1 FROM attempt WHERE message_id = id))",
                due.toEpochMilli(),
                due.toEpochMilli(),
                id,
                now.toEpochMilli());
    }

    /** The verdict is on the recipients of whom nobody knew: those that were taken or refused stay so. */
    static Write close(String id, DeliveryStatus status, Instant now) {
        String state = status == DeliveryStatus.SENT ? "\"state\":\"sent\"" : "\"state\":\"refused\"";
        return write(
                "UPDATE message SET status = ?, ended = ?, recipients = REPLACE(REPLACE(recipients, ?, ?), ?, ?)"
                        + " WHERE id = ? AND status = 'unknown'",
                status.word(),
                now.toEpochMilli(),
                PENDING,
                state,
                DEFERRED,
                state,
                id);
    }

    private static Write write(String sql, Object... parameters) {
        return new Write(new Sql(sql, parameters), List.of());
    }
}
