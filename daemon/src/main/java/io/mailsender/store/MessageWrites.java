package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.NextStep;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.queue.Lease;
import io.mailsender.queue.StoredMessage;
import io.mailsender.queue.Submission;
import io.mailsender.store.GuardedWrite.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is written on the way of a message. */
final class MessageWrites {

    private static final String HELD = " WHERE id = ? AND fence = ? AND status = 'sending'";

    /** Nobody took it for anybody, and no attempt is without an answer: it has not been sent. */
    static final String SURELY_FAILED =
            " AND status = 'failed' AND NOT EXISTS (SELECT 1 FROM attempt WHERE message_id = id"
                    + " AND (outcome IN ('unknown', 'sent') OR duration IS NULL))";

    private MessageWrites() {}

    /** The first one is the guard: the idempotency key where there is one. */
    static List<Sql> add(Submission submission, Instant now, Instant leaseEnd) {
        Message message = submission.message();
        String id = message.id().value();
        List<Sql> sqls = new ArrayList<>();
        if (submission.key() != null) {
            sqls.add(remember(submission.key(), message.id(), now));
        }
        sqls.add(insert(submission, now, submission.first() == null ? submission.due() : leaseEnd));
        sqls.add(new Sql("INSERT INTO content (message_id, bytes) VALUES (?, ?)", id, MessageCodec.encode(message)));
        for (EmailAddress address : message.destination().addresses()) {
            sqls.add(new Sql("INSERT INTO recipient (address, message_id) VALUES (?, ?)", address.toString(), id));
        }
        for (String tag : message.extras().tags().stream().distinct().toList()) {
            sqls.add(new Sql("INSERT INTO tag (tag, message_id) VALUES (?, ?)", tag, id));
        }
        if (submission.first() != null) {
            sqls.add(begin(message.id(), submission.first()));
        }
        return sqls;
    }

    private static Sql remember(IdempotencyKey key, MessageId id, Instant now) {
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
                now.minus(JdbcMessageStore.KEY_LIFE).toEpochMilli());
    }

    /**
     * Adds nothing, but waits for a transaction that might: where the answer to a COMMIT is lost, it may be on its way still and come
     * after what merely updated the message. One that was {@linkplain #vouch vouched for} stays.
     */
    static GuardedWrite withdraw(MessageId message, Instant due, Instant now) {
        String id = message.value();
        Sql fail = new Sql(
                "INSERT INTO message (id, owner, status, priority, on_unknown, accepted, started, ended, fence, tries,"
                        + " possible_duplicate, tags, recipients) VALUES (?, '', 'failed', 0, '', 0, 0, ?, 1, 0, FALSE, '[]', '[]')"
                        + " ON CONFLICT (id) DO UPDATE SET status = 'failed', due = NULL, ended = excluded.ended"
                        + " WHERE message.fence = 1 AND message.due IS NOT NULL AND message.started = ?",
                id,
                now.toEpochMilli(),
                due.toEpochMilli());
        Sql forget = new Sql(
                "DELETE FROM message WHERE id = ? AND NOT EXISTS (SELECT 1 FROM content WHERE message_id = message.id)",
                id);
        Sql free = new Sql("DELETE FROM idempotency_key WHERE message_id = ?", id);
        return new GuardedWrite(fail, List.of(forget, free));
    }

    /**
     * Somebody is about to be told that a message is accepted whose key was used before. The daemon that accepted it may be about to
     * take it back, because it did not hear that it could: of the two the first one wins, and the other one sees that.
     */
    static GuardedWrite vouch(IdempotencyKey key) {
        Sql mark = new Sql(
                // A millisecond that nobody misses, and that tells it from a message as it was accepted.
                "UPDATE message SET started = started + 1 WHERE due IS NOT NULL AND id = (SELECT message_id FROM idempotency_key"
                        + " WHERE owner = ? AND idempotency_key = ? AND item = ? AND fingerprint = ?)",
                key.owner(),
                key.key(),
                key.item(),
                key.fingerprint());
        return new GuardedWrite(mark, List.of());
    }

    /**
     * Lets a key stand for another message instead of one that has failed. Whoever changes that message raises its fence, so of two
     * that try it at once one does.
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

    private static Sql insert(Submission submission, Instant now, Instant due) {
        Message message = submission.message();
        boolean sending = submission.first() != null;
        return new Sql(
                "INSERT INTO message (id, domain, owner, status, priority, on_unknown, accepted, started, due, fence, tries,"
                        + " possible_duplicate, subject, tags, recipients) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, FALSE, ?, ?, ?)",
                message.id().value(),
                message.id().domain(),
                submission.owner(),
                (sending ? DeliveryStatus.SENDING : DeliveryStatus.QUEUED).word(),
                submission.priority().ordinal(),
                submission.onUnknown().word(),
                now.toEpochMilli(),
                submission.due().toEpochMilli(),
                due.toEpochMilli(),
                message.content().subject(),
                JsonColumn.strings(message.extras().tags()),
                JsonColumn.recipients(message.destination().addresses().stream()
                        .map(RecipientStatus::pending)
                        .toList()));
    }

    static Sql begin(MessageId id, Begun begun) {
        return new Sql(
                // Written again where nobody can tell whether it was written.
                "INSERT INTO attempt (message_id, number, provider, began) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                id.value(),
                begun.number(),
                begun.provider(),
                begun.began().toEpochMilli());
    }

    static Sql end(MessageId id, Attempt attempt) {
        return end(id.value(), attempt);
    }

    private static Sql end(String id, Attempt attempt) {
        return new Sql(
                "UPDATE attempt SET duration = ?, outcome = ?, status_code = ?, msg = ?, provider_message_id = ? WHERE message_id = ? AND number = ?",
                attempt.duration().toMillis(),
                attempt.outcome().word(),
                attempt.outcome().reply().statusCode(),
                attempt.outcome().reply().text(),
                attempt.outcome() instanceof Sent sent ? sent.providerMessageId() : null,
                id,
                attempt.number());
    }

    static Sql endRound(Lease held, NextStep next, Instant now) {
        Instant due = next.due();
        return new Sql(
                "UPDATE message SET status = ?, due = ?, ended = ?, tries = ?, possible_duplicate = ?, recipients = ?"
                        + HELD,
                next.status().word(),
                due == null ? null : due.toEpochMilli(),
                due == null ? now.toEpochMilli() : null,
                next.tries(),
                next.possibleDuplicate(),
                JsonColumn.recipients(next.recipients()),
                held.id().value(),
                held.fence());
    }

    /** Changes a message that is still as it was read. What goes out again needs its content. */
    static GuardedWrite revise(StoredMessage before, Revision revision, Instant now) {
        Instant due = revision.due();
        Instant ended = revision.status() == before.status() ? before.ended() : now;
        Sql message = new Sql(
                "UPDATE message SET status = ?, due = ?, ended = ?, recipients = ?, possible_duplicate = ?, fence = fence + 1,"
                        + " started = CASE WHEN ? THEN ? ELSE started END, tries = CASE WHEN ? THEN 0 ELSE tries END,"
                        + " released = CASE WHEN ? THEN (SELECT COALESCE(MAX(number), 0) FROM attempt WHERE message_id = message.id)"
                        + " ELSE released END WHERE id = ? AND fence = ? AND status = ?"
                        + " AND (? OR EXISTS (SELECT 1 FROM content WHERE message_id = message.id))",
                revision.status().word(),
                due == null ? null : due.toEpochMilli(),
                due != null || ended == null ? null : ended.toEpochMilli(),
                JsonColumn.recipients(revision.recipients()),
                revision.possibleDuplicate(),
                revision.restarts(),
                due == null ? 0L : due.toEpochMilli(),
                revision.restarts(),
                revision.restarts(),
                before.id(),
                before.fence(),
                before.status().word(),
                due == null);
        Attempt corrected = revision.corrected();
        return new GuardedWrite(message, corrected == null ? List.of() : List.of(end(before.id(), corrected)));
    }

    static Sql prolong(Lease held, Instant leaseEnd) {
        return new Sql(
                "UPDATE message SET due = ?" + HELD,
                leaseEnd.toEpochMilli(),
                held.id().value(),
                held.fence());
    }
}
