package io.mailsender.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a message that its life cycle depends on.
 *
 * @param started when the first round was due; the time to give up counts from here
 * @param due when the next round may start; {@code null} if there is none
 * @param attempts the ended ones, in order
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

    /** Whether an attempt is unknown, so that the message may have been sent, whatever its status. */
    boolean mayBeSent() {
        return attempts.stream().anyMatch(Attempt::isUnknown);
    }

    boolean isPartlySent() {
        return recipients.stream().anyMatch(RecipientStatus::isSent);
    }

    boolean isOpen() {
        return recipients.stream().anyMatch(RecipientStatus::isOpen);
    }

    long sentAttempts() {
        return attempts.stream().filter(Attempt::isSent).count();
    }

    /** This state with the true outcome of one attempt, and the recipient states that follow from it. */
    MessageState with(Attempt corrected, List<RecipientStatus> after) {
        List<Attempt> known = attempts.stream()
                .map(attempt -> attempt.number() == corrected.number() ? corrected : attempt)
                .toList();
        return new MessageState(status, started, due, possibleDuplicate, after, known);
    }
}
