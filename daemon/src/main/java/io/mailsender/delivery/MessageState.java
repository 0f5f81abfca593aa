package io.mailsender.delivery;

import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the life cycle of a message depends on.
 *
 * @param started when the first try was due; the time to give up runs from here
 * @param due when it is tried next; {@code null} if it is not
 * @param attempts those that ended, in order
 */
public record MessageState(
        DeliveryStatus status,
        Instant started,
        @Nullable Instant due,
        boolean possibleDuplicate,
        List<RecipientStatus> recipients,
        List<Attempt> attempts) {

    public MessageState {
        recipients = List.copyOf(recipients);
        attempts = List.copyOf(attempts);
    }

    /** Whether an attempt has an unknown outcome, so that the message may have gone out whatever the status is. */
    boolean mayBeSent() {
        return attempts.stream().anyMatch(attempt -> attempt.outcome() instanceof Unknown);
    }

    boolean isSentToSomebody() {
        return recipients.stream().anyMatch(recipient -> recipient.state() == RecipientStatus.State.SENT);
    }

    boolean isOpen() {
        return recipients.stream().anyMatch(RecipientStatus::isOpen);
    }

    long timesTaken() {
        return attempts.stream()
                .filter(attempt -> attempt.outcome() instanceof Sent)
                .count();
    }

    /** The same message with the true outcome of one attempt, and the recipient states that follow from it. */
    MessageState with(Attempt corrected, List<RecipientStatus> after) {
        List<Attempt> known = attempts.stream()
                .map(attempt -> attempt.number() == corrected.number() ? corrected : attempt)
                .toList();
        return new MessageState(status, started, due, possibleDuplicate, after, known);
    }
}
