package io.mailsender.queue;

import io.mailsender.common.StoreUnavailableException;
import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.NextStep;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps messages, their recipients and attempts. A stage completes when its result is on disk, or with a
 * {@link StoreUnavailableException} if the store could not be written or read. No method blocks its caller.
 */
public interface MessageStore extends AutoCloseable {

    /**
     * Accepts a message, and records its idempotency key and its first attempt with it. If the key was used for the same request, the
     * result names that request's message, unless that {@linkplain DeliveryStatus#FAILED failed} and certainly was not sent: then this
     * one is accepted instead.
     */
    CompletionStage<Added> add(Submission submission);

    /**
     * How a key was used before: as {@link #add} would answer, without adding anything.
     *
     * @return empty if it is free, or if its message certainly was not sent
     */
    CompletionStage<Optional<Added>> usedBefore(IdempotencyKey key);

    /**
     * Ends one attempt and begins the next one, and renews the lease.
     *
     * @param ended {@code null} before the round's first attempt
     * @param sent the recipients for whom the provider took the message in that attempt: if this node stops before the round ends, they
     *     must not get it again
     * @return completes with a {@link LeaseLostException} if the lease is lost; the attempt must not be made then
     */
    CompletionStage<Void> begin(Lease lease, @Nullable Attempt ended, List<EmailAddress> sent, Begun begun);

    default CompletionStage<Void> begin(Lease lease, @Nullable Attempt ended, Begun begun) {
        return begin(lease, ended, List.of(), begun);
    }

    /**
     * Ends the last attempt of a round and the round itself, and returns the lease.
     *
     * @param ended {@code null} if the round had no attempt
     * @return completes with a {@link LeaseLostException} if the lease is lost
     */
    CompletionStage<Void> endRound(Lease lease, @Nullable Attempt ended, NextStep next);

    /**
     * Withdraws a message that {@link #add} failed to accept, as soon as the store can be written: it may be stored although its caller
     * was told that it was not accepted. Its idempotency key is free again. The message stays if a request with the same key was
     * answered with it meanwhile.
     *
     * @param due the due time of its submission
     */
    void withdraw(MessageId id, Instant due);

    /**
     * Claims due messages, in the order of their priority. An interrupted attempt becomes unknown.
     *
     * @param limit the most messages to consider
     * @param lowest the lowest priority to consider
     * @param selection decides for each message, within the transaction. It must leave out messages that this node is delivering, even if
     *     their lease ended because the store could not be written: their result will be written next
     */
    CompletionStage<List<ClaimedMessage>> claim(int limit, Priority lowest, Selection selection);

    /** Claims messages of any size. @param held the messages that this node is delivering */
    default CompletionStage<List<ClaimedMessage>> claim(int limit, Priority lowest, Predicate<MessageId> held) {
        return claim(limit, lowest, (id, priority, bytes) -> !held.test(id));
    }

    /** Selects due messages before their content is read. */
    interface Selection {
        /** @param bytes the size of the stored content */
        boolean takes(MessageId id, Priority priority, long bytes);
    }

    /** Renews leases. @return those that are lost */
    CompletionStage<List<Lease>> renew(Collection<Lease> leases);

    CompletionStage<Optional<StoredMessage>> find(String id);

    CompletionStage<MessagePage> list(MessageFilter filter);

    /** Counts messages, without regard to the filter's limit. */
    CompletionStage<MessageCount> count(MessageFilter filter);

    /** @param next from where counting goes on; {@code null} if it is complete */
    record MessageCount(long messages, MessageFilter.@Nullable Position next) {}

    /** Cancels a queued message. @return false if it is being sent or is final */
    CompletionStage<Boolean> cancel(String id);

    /**
     * Sends a message with a final status again, to the recipients who do not have it.
     *
     * @param due when; {@code null} for now, or for its original time if it was cancelled before that
     * @return false if its status does not allow it, if all recipients have it, or if its content was purged
     */
    CompletionStage<Boolean> resend(String id, @Nullable Instant due);

    default CompletionStage<Boolean> resend(String id) {
        return resend(id, null);
    }

    /** As {@link #resend}, but only if the message has not changed since it was read: two who resend it at the same time send it once. */
    CompletionStage<Boolean> resendUnchanged(StoredMessage seen);

    /** Changes when a message is due. @return false if it is not queued or has an attempt */
    CompletionStage<Boolean> reschedule(String id, Instant due);

    /**
     * Settles an unknown message as a person decides. Its open recipients get the same state.
     *
     * @param status {@link DeliveryStatus#SENT} or {@link DeliveryStatus#FAILED}
     * @return false if it is not unknown
     */
    CompletionStage<Boolean> resolve(String id, DeliveryStatus status);

    /**
     * Corrects an attempt and its message after a late answer. Waits until no round of the message is in progress.
     *
     * @param attempt with its true outcome
     * @param recipients the recipients of the attempt
     * @return false if the message is no longer stored
     */
    CompletionStage<Boolean> correct(MessageId id, Attempt attempt, Collection<EmailAddress> recipients);

    /**
     * Deletes old content and records. One call deletes a limited number, so that other writes come in between.
     *
     * @param content how long the content of a message is kept after the message ended
     * @param record how long the rest of it is kept after it ended
     * @return whether there may be more to delete
     */
    CompletionStage<Boolean> purge(Duration content, Duration record);

    /** Counts the queued and sending messages. */
    CompletionStage<List<Depth>> depths();

    /**
     * @param oldest when the first round of the oldest one was due; in the future if all are for later
     */
    record Depth(DeliveryStatus status, Priority priority, long messages, Instant oldest) {}

    /** Counts the unknown messages, which wait to be settled. */
    CompletionStage<Unsettled> unsettled();

    /** @param oldest since when the oldest one is held; {@code null} if there is none */
    record Unsettled(long messages, @Nullable Instant oldest) {}

    /**
     * Unknown messages, in the order of their ids.
     *
     * @param after the id of the last one before; empty for the first ones
     * @param limit the most messages
     */
    CompletionStage<List<StoredMessage>> unsettled(String after, int limit);

    /** The content of a message; empty if it was purged, or cannot be read. */
    CompletionStage<Optional<Message>> content(String id);

    /** Those of some messages whose content is kept. */
    CompletionStage<Set<String>> withContent(Collection<String> ids);

    /** Sends a marked copy of an unknown message. @return false if it is not unknown, has its copy, or if its content was purged */
    CompletionStage<Boolean> resendAfterSilence(String id);

    /** Writes something, to find out whether the store can be written before a message needs it. */
    CompletionStage<Void> probe();

    /** False once the store is closed. */
    boolean isOpen();

    /** The time by the clock of the leases and due times. */
    Instant now();

    @Override
    void close();
}
