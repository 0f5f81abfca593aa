package io.mailsender.delivery;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.queue.Attempt;
import io.mailsender.queue.DeliveryStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of delivering one message.
 *
 * @param attempts in the order in which they were made
 * @param status {@link DeliveryStatus#SENT}, {@code REJECTED}, {@code FAILED} or {@code UNKNOWN}
 * @param refused recipients that no provider took, with the last word on each
 * @param possibleDuplicate whether it was sent again, or taken, after an attempt that may have sent it already
 * @param retryAfter after a failure: when the first of the providers may be asked again
 */
public record Delivery(
        DeliveryStatus status,
        List<Attempt> attempts,
        Map<EmailAddress, Outcome> refused,
        boolean possibleDuplicate,
        @Nullable Duration retryAfter) {

    public Delivery {
        attempts = List.copyOf(attempts);
        refused = Map.copyOf(refused);
    }

    /** The provider that took the message; the first one, where recipients were shared out. */
    public Optional<Attempt> sentBy() {
        return attempts.stream().filter(a -> a.outcome() instanceof Sent).findFirst();
    }

    /** Whether an attempt gave no answer, so that the message may have gone out whatever the status says. */
    public boolean mayBeSent() {
        return attempts.stream().anyMatch(a -> a.outcome() instanceof Unknown);
    }
}
