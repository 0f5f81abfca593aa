package io.mailsender.queue;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.MessageChange;
import io.mailsender.delivery.MessageState;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record of a message.
 *
 * @param messageId the value of its Message-ID field; {@code null} if an earlier version accepted it and its content was purged
 * @param fence counts the changes that end a lease; a change is written only if the fence is unchanged
 * @param released the number of the last attempt before the message was sent again; reports about attempts up to it are history
 * @param started when the first round was due
 * @param due when the next round may start, or, while it is being sent, when its lease ends; {@code null} if it is final
 * @param ended when it got its final status; {@code null} if it has none
 * @param attempts the ended ones, in order
 */
public record StoredMessage(
        String id,
        @Nullable String messageId,
        String owner,
        DeliveryStatus status,
        Priority priority,
        OnUnknown onUnknown,
        long fence,
        int released,
        @Nullable String subject,
        List<String> tags,
        Instant accepted,
        Instant started,
        @Nullable Instant due,
        @Nullable Instant ended,
        boolean possibleDuplicate,
        List<RecipientStatus> recipients,
        List<Attempt> attempts) {

    public StoredMessage {
        tags = List.copyOf(tags);
        recipients = List.copyOf(recipients);
        attempts = List.copyOf(attempts);
    }

    /** The first attempt in which a provider took the message; others may have taken it for other recipients. */
    public Optional<Attempt> sentBy() {
        return attempts.stream().filter(Attempt::isSent).findFirst();
    }

    /** Whether an attempt is unknown, so that the message may have been sent, whatever its status. */
    public boolean mayBeSent() {
        return attempts.stream().anyMatch(Attempt::isUnknown);
    }

    public MessageState state() {
        return new MessageState(status, started, due, possibleDuplicate, recipients, attempts);
    }

    public StoredMessage with(List<RecipientStatus> states, List<Attempt> made) {
        return new StoredMessage(
                id,
                messageId,
                owner,
                status,
                priority,
                onUnknown,
                fence,
                released,
                subject,
                tags,
                accepted,
                started,
                due,
                ended,
                possibleDuplicate,
                states,
                made);
    }

    /** This message after a change was written that {@linkplain MessageChange#restarts restarts} nothing. */
    public StoredMessage after(MessageChange change) {
        List<Attempt> made = attempts.stream()
                .map(attempt -> change.corrected() != null && change.corrected().number() == attempt.number()
                        ? change.corrected()
                        : attempt)
                .toList();
        return new StoredMessage(
                id,
                messageId,
                owner,
                change.status(),
                priority,
                onUnknown,
                fence + 1,
                released,
                subject,
                tags,
                accepted,
                started,
                change.due(),
                ended,
                change.possibleDuplicate(),
                change.recipients(),
                made);
    }
}
