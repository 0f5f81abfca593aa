package io.mailsender.queue;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.MessageState;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is on record of a message.
 *
 * @param domain behind the {@code @} of its Message-ID; {@code null} where an earlier version accepted it, and its content is gone
 * @param started from when on it is tried
 * @param due when it is tried next, or, while it is being sent, when the lease of the node that is at it ends
 * @param ended when it came to its end
 * @param fence counts the changes that end a lease; a change is written only where it is still the same
 * @param attempts in the order in which they were made; one that has begun and not ended is not among them
 */
public record StoredMessage(
        String id,
        @Nullable String domain,
        String owner,
        DeliveryStatus status,
        Priority priority,
        OnUnknown onUnknown,
        long fence,
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

    /** The Message-ID field's value; {@code null} where it is not known any more. */
    public @Nullable String messageId() {
        return domain == null ? null : new MessageId(id, domain).headerValue();
    }

    /** The attempt in which a provider took it; the first one, where recipients were shared out. */
    public Optional<Attempt> sentBy() {
        return attempts.stream().filter(a -> a.outcome() instanceof Sent).findFirst();
    }

    /** Whether an attempt gave no answer, so that the message may have gone out whatever the status says. */
    public boolean mayBeSent() {
        return attempts.stream().anyMatch(a -> a.outcome() instanceof Unknown);
    }

    /** What its life cycle depends on. */
    public MessageState state() {
        return new MessageState(status, started, due, possibleDuplicate, recipients, attempts);
    }

    public StoredMessage with(List<RecipientStatus> states, List<Attempt> made) {
        return new StoredMessage(
                id,
                domain,
                owner,
                status,
                priority,
                onUnknown,
                fence,
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
}
