package io.mailsender.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of a message outside a round: by a caller or a late answer. The store writes it only if the message has not changed since
 * the decision.
 *
 * @param due when the next round may start; {@code null} if there is none
 * @param restarts whether the time to give up and the backoff start again, and earlier unknown attempts no longer restrict later ones
 * @param corrected an attempt with its true outcome; {@code null} if none is corrected
 */
public record MessageChange(
        DeliveryStatus status,
        @Nullable Instant due,
        List<RecipientStatus> recipients,
        boolean possibleDuplicate,
        boolean restarts,
        @Nullable Attempt corrected) {

    public MessageChange {
        recipients = List.copyOf(recipients);
        if ((due == null) != status.isFinal() || status == DeliveryStatus.SENDING) {
            throw new IllegalArgumentException("a message is either final or due");
        }
    }
}
