package io.mailsender.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a message after a round.
 *
 * @param status {@link DeliveryStatus#QUEUED} if there is another round, else a final status
 * @param due when the next round may start; {@code null} if there is none
 * @param rounds the rounds that count for the backoff, with this one
 */
public record NextStep(
        DeliveryStatus status,
        @Nullable Instant due,
        int rounds,
        boolean possibleDuplicate,
        List<RecipientStatus> recipients) {

    public NextStep {
        recipients = List.copyOf(recipients);
        Transition.END_ROUND.require(status);
        if ((due == null) != status.isFinal()) {
            throw new IllegalArgumentException("a message is either final or due");
        }
    }
}
