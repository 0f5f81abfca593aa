package io.mailsender.store;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.MessageChange;
import io.mailsender.delivery.MessageLifecycle;
import io.mailsender.delivery.NextStep;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.queue.Lease;
import io.mailsender.queue.StoredMessage;
import io.mailsender.queue.Submission;
import io.mailsender.store.GuardedWrite.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The statements that write a message. */
final class MessageWrites {

    private static final String HELD =
            " WHERE id = ? AND fence = ? AND status = '" + DeliveryStatus.SENDING.word() + "'";

    private MessageWrites() {}

    /**
     * The first statement is the guard: the idempotency key, if there is one.
     *
     * @param node the node that makes the first attempt, if there is one
     */
    static List<Sql> add(Submission submission, Instant now, Instant leaseEnd, String node) {
        Message message = submission.message();
        String id = message.id().value();
        List<Sql> sqls = new ArrayList<>();
        if (submission.key() != null) {
            sqls.add(IdempotencyTable.remember(submission.key(), message.id(), now));
        }
        sqls.add(insert(submission, now, leaseEnd, node));
        sqls.add(new Sql("INSERT INTO content (message_id, bytes) VALUES (?, ?)", id, MessageCodec.encode(message)));
        sqls.addAll(RecipientTable.insert(id, submission.recipients()));
        for (String tag : message.extras().tags().stream().distinct().toList()) {
            sqls.add(new Sql("INSERT INTO tag (tag, message_id) VALUES (?, ?)", tag, id));
        }
        if (submission.first() != null) {
            sqls.add(AttemptTable.begin(message.id(), submission.first()));
        }
        return sqls;
    }

    /**
     * Withdraws a message that may be in the store or not. It inserts a row and deletes it again, to wait for a transaction whose COMMIT
     * is in doubt: a plain UPDATE could come before it. A message that was {@linkplain IdempotencyTable#vouch vouched for} stays.
     */
    static GuardedWrite withdraw(MessageId message, Instant due, Instant now, WebhookOutbox outbox) {
        String id = message.value();
        Sql fail = new Sql(
                "INSERT INTO message (id, owner, status, priority, on_unknown, accepted, started, ended, fence, tries,"
                        + " possible_duplicate, tags) VALUES (?, '', ?, 0, '', 0, 0, ?, 1, 0, FALSE, '[]')"
                        + " ON CONFLICT (id) DO UPDATE SET status = excluded.status, due = NULL, ended = excluded.ended"
                        + " WHERE message.fence = 1 AND message.due IS NOT NULL AND message.started = ?",
                id,
                MessageLifecycle.withdraw().word(),
                now.toEpochMilli(),
                due.toEpochMilli());
        Sql forget = new Sql(
                "DELETE FROM message WHERE id = ? AND NOT EXISTS (SELECT 1 FROM content WHERE message_id = message.id)",
                id);
        Sql free = new Sql("DELETE FROM idempotency_key WHERE message_id = ?", id);
        List<Sql> others = new ArrayList<>(List.of(forget, free));
        others.addAll(outbox.messageChangedIfExists(id, MessageLifecycle.withdraw(), now));
        return new GuardedWrite(fail, others);
    }

    private static Sql insert(Submission submission, Instant now, Instant leaseEnd, String node) {
        Message message = submission.message();
        boolean isLeased = submission.first() != null;
        return new Sql(
                "INSERT INTO message (id, domain, original_id, owner, status, priority, on_unknown, accepted, started, due, fence, tries,"
                        + " possible_duplicate, subject, tags, ignore_suppression, node, leased) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, FALSE, ?, ?, ?, ?, ?)",
                message.id().value(),
                message.id().domain(),
                message.id().original(),
                submission.owner(),
                MessageLifecycle.accept(isLeased).word(),
                submission.priority().code(),
                submission.onUnknown().word(),
                now.toEpochMilli(),
                submission.due().toEpochMilli(),
                (isLeased ? leaseEnd : submission.due()).toEpochMilli(),
                message.content().subject(),
                TagColumn.write(message.extras().tags()),
                submission.ignoresSuppression(),
                isLeased ? node : null,
                isLeased ? now.toEpochMilli() : null);
    }

    static Sql endRound(Lease held, NextStep next, Instant now) {
        Instant due = next.due();
        return new Sql(
                "UPDATE message SET status = ?, due = ?, ended = ?, tries = ?, possible_duplicate = ?" + HELD,
                next.status().word(),
                InstantColumn.write(due),
                due == null ? now.toEpochMilli() : null,
                next.rounds(),
                next.possibleDuplicate(),
                held.id().value(),
                held.fence());
    }

    /** Changes a message that is still in the state in which it was read. One that is sent again needs its content. */
    static GuardedWrite change(StoredMessage before, MessageChange change, Instant now, WebhookOutbox outbox) {
        Instant due = change.due();
        Instant ended = change.status() == before.status() ? before.ended() : now;
        Sql message = new Sql(
                "UPDATE message SET status = ?, due = ?, ended = ?, possible_duplicate = ?, fence = fence + 1,"
                        + " started = CASE WHEN ? THEN ? ELSE started END, tries = CASE WHEN ? THEN 0 ELSE tries END,"
                        + " released = CASE WHEN ? THEN (SELECT COALESCE(MAX(number), 0) FROM attempt WHERE message_id = message.id)"
                        + " ELSE released END WHERE id = ? AND fence = ? AND status = ?"
                        + " AND (? OR EXISTS (SELECT 1 FROM content WHERE message_id = message.id))",
                change.status().word(),
                InstantColumn.write(due),
                InstantColumn.write(due == null ? ended : null),
                change.possibleDuplicate(),
                change.restarts(),
                due == null ? 0L : due.toEpochMilli(),
                change.restarts(),
                change.restarts(),
                before.id(),
                before.fence(),
                before.status().word(),
                due == null);
        List<Sql> others =
                new ArrayList<>(RecipientTable.update(before.id(), before.recipients(), change.recipients()));
        if (change.corrected() != null) {
            others.add(AttemptTable.end(before.id(), change.corrected()));
        }
        if (change.status() != before.status() || !change.recipients().equals(before.recipients())) {
            others.addAll(outbox.messageChanged(before.id(), change.status(), now));
        }
        return new GuardedWrite(message, others);
    }

    static Sql prolong(Lease held, Instant leaseEnd) {
        return new Sql(
                "UPDATE message SET due = ?" + HELD,
                leaseEnd.toEpochMilli(),
                held.id().value(),
                held.fence());
    }
}
