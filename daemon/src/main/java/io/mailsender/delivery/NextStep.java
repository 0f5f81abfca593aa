package io.mailsender.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a round through the providers ended.
 *
 * @param status {@link DeliveryStatus#QUEUED} where it goes on
 * @param due when it goes on; {@code null} where it does not
 * @param tries how many rounds are used up now
 */
public record NextStep(
        DeliveryStatus status,
        @Nullable Instant due,
        int tries,
        boolean possibleDuplicate,
        List<RecipientStatus> recipients) {

    public NextStep {
        recipients = List.copyOf(recipients);
        Transition.END_ROUND.require(status);
        if ((due == null) != status.isFinal()) {
            throw new IllegalArgumentException("a message is either at its end or due");
        }
    }
}
