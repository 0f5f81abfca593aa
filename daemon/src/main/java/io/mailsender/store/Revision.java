package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.RecipientStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change to a message that no round makes: by a person, or by an answer that came late. It is written only where the message is
 * still as it was when the change was decided.
 *
 * @param status the new status
 * @param due when it is tried next; {@code null} where it is not
 * @param restarts whether the time to give up and the backoff begin again, and earlier unknown attempts restrict no later one
 * @param corrected an attempt with the outcome that is known now; {@code null} where none is corrected
 */
record Revision(
        DeliveryStatus status,
        @Nullable Instant due,
        List<RecipientStatus> recipients,
        boolean possibleDuplicate,
        boolean restarts,
        @Nullable Attempt corrected) {

    Revision {
        recipients = List.copyOf(recipients);
        if (due == null && !status.isFinal() && status != DeliveryStatus.SENDING) {
            throw new IllegalArgumentException("a message that waits is due at some time");
        }
    }
}
