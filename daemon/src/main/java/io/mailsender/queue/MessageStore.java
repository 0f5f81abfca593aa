package io.mailsender.queue;

import io.mailsender.common.StoreUnavailableException;
import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.NextStep;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps messages and what became of them. What a stage reports is on disk before it completes. A stage completes with a
 * {@link StoreUnavailableException} where the store could not be written or read. No method blocks its caller.
 */
public interface MessageStore extends AutoCloseable {

    /**
     * Accepts a message, and records its idempotency key and its first attempt with it. A key that stands for the same request answers
     * with that one's message; unless that has {@linkplain DeliveryStatus#FAILED failed} and surely was not sent: then this one is
     * accepted in its place.
     */
    CompletionStage<Added> add(Submission submission);

    /**
     * Ends one attempt and begins the next one, and renews the lease.
     *
     * @param ended the attempt before; {@code null} where there was none in this round
     * @return completes with a {@link LeaseLostException} where the lease is lost; the attempt must not be made then
     */
    CompletionStage<Void> begin(Lease lease, @Nullable Attempt ended, Begun begun);

    /**
     * Ends the last attempt of a round and the round itself, and gives the lease back.
     *
     * @return completes with a {@link LeaseLostException} where the lease is lost
     */
    CompletionStage<Void> endRound(Lease lease, @Nullable Attempt ended, NextStep next);

    /**
     * Takes back what {@link #add} failed to accept, as soon as the store can be written: it may be there all the same, and nobody was
     * told so, unless somebody asked with the same key in the meantime: then it stays. The idempotency key is free again.
     *
     * @param due of its submission
     */
    void withdraw(MessageId id, Instant due);

    /**
     * Takes messages that are due, in the order of their priority; an interrupted attempt becomes unknown.
     *
     * @param limit how many are looked at
     * @param lowest those of a lower priority are left
     * @param selection says which of them are taken. What this daemon is at is to be left even where its lease ran out while the store
     *     could not be written: what became of it is about to be written. Asked when the messages are taken.
     */
    CompletionStage<List<ClaimedMessage>> claim(int limit, Priority lowest, Selection selection);

    /** As above, whatever their size; of what this daemon is at none is taken. */
    default CompletionStage<List<ClaimedMessage>> claim(int limit, Priority lowest, Predicate<MessageId> underWay) {
        return claim(limit, lowest, (id, priority, bytes) -> !underWay.test(id));
    }

    /** Says whether a message that is due is taken: before its content is read. */
    interface Selection {
        boolean takes(MessageId id, Priority priority, long bytes);
    }

    /** Prolongs leases; answers with those that are lost. */
    CompletionStage<List<Lease>> renew(Collection<Lease> leases);

    CompletionStage<Optional<StoredMessage>> find(String id);

    CompletionStage<List<StoredMessage>> list(MessageFilter filter);

    /** Takes a message back that waits. @return whether it did; false where it is being sent, or at its end */
    CompletionStage<Boolean> cancel(String id);

    /**
     * Sends a message once more that was {@linkplain DeliveryStatus#REJECTED rejected}, has {@linkplain DeliveryStatus#FAILED failed},
     * is {@linkplain DeliveryStatus#UNKNOWN unknown}, or was cancelled, to the recipients who do not have it.
     *
     * @param due from when on; {@code null} for now, or, where it was cancelled before its time, for then
     * @return whether it could; false also where its content is gone
     */
    CompletionStage<Boolean> resend(String id, @Nullable Instant due);

    default CompletionStage<Boolean> resend(String id) {
        return resend(id, null);
    }

    /** Changes when a message goes out that waits and was not tried. @return whether it did */
    CompletionStage<Boolean> reschedule(String id, Instant due);

    /**
     * Settles a message whose fate is unknown by what a person found out: its recipients of whom nobody knew were sent it, or not.
     *
     * @param status {@link DeliveryStatus#SENT} or {@link DeliveryStatus#FAILED}
     * @return whether it was unknown
     */
    CompletionStage<Boolean> resolve(String id, DeliveryStatus status);

    /**
     * Corrects an attempt whose answer came after its timeout, and the message with it: one that waited as unknown is sent, goes on, or
     * is rejected. Waits until no round of the message is under way.
     *
     * @param attempt the attempt with its true outcome
     * @param recipients the recipients of that attempt
     * @return whether the message is still on record
     */
    CompletionStage<Boolean> correct(MessageId id, Attempt attempt, Collection<EmailAddress> recipients);

    /**
     * Forgets what has been kept long enough.
     *
     * @param content how long the content of a message is kept after its end
     * @param record how long what became of it is kept after its end
     * @return whether there may be more to forget: one call takes a bite, so that others can write in between
     */
    CompletionStage<Boolean> purge(Duration content, Duration record);

    /** How many messages wait or are being sent, and since when. */
    CompletionStage<List<Depth>> depths();

    /**
     * @param oldest since when the first of them is to go out; in the future where all of them are for later
     */
    record Depth(DeliveryStatus status, Priority priority, long messages, Instant oldest) {}

    /** How many messages wait for somebody who settles them, because nobody can tell whether they were sent. */
    CompletionStage<Long> unsettled();

    /** Writes a little, so that a store that cannot be written is known before a message is lost on it. */
    CompletionStage<Void> probe();

    /** Whether it takes writes at all; {@code false} once it is closed. */
    boolean isOpen();

    /** When it is, by the clock that leases and due times go by. */
    Instant now();

    @Override
    void close();
}
