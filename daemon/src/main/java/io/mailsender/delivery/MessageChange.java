package io.mailsender.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change to a message outside a round: by a caller, or by a late answer. It is written only if the message is still in the state
 * that the change was decided on.
 *
 * @param due when the message is tried next; {@code null} if it is not
 * @param restarts whether the time to give up and the backoff begin again, and earlier unknown attempts no longer restrict later ones
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
        if ((due == null) != status.isFinal()) {
            throw new IllegalArgumentException("a message is either at its end or due");
        }
    }
}
