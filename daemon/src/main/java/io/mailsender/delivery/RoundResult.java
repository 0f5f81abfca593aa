package io.mailsender.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of one round of a message.
 *
 * @param next the decision that is stored and that callers are told
 * @param attempts the round's attempts, in order
 * @param retryAfter how long until the first provider may be asked again; {@code null} if now, or if that is not known
 * @param limit the limits that kept providers from being asked; {@code null} if none did
 * @param withheld the providers that were not asked because they rest by hand; {@code null} if there are none
 */
public record RoundResult(
        NextStep next,
        List<Attempt> attempts,
        @Nullable Duration retryAfter,
        @Nullable String limit,
        @Nullable String withheld) {

    public RoundResult {
        attempts = List.copyOf(attempts);
    }

    public DeliveryStatus status() {
        return next.status();
    }

    /** All recipients with their state. */
    public List<RecipientStatus> recipients() {
        return next.recipients();
    }

    /** Whether a copy was sent after an attempt that may have sent the message. */
    public boolean possibleDuplicate() {
        return next.possibleDuplicate();
    }

    /** The first attempt in which a provider took the message; others may have taken it for other recipients. */
    public Optional<Attempt> sentBy() {
        return attempts.stream().filter(Attempt::isSent).findFirst();
    }

    /** Whether an attempt is unknown, so that the message may have been sent, whatever its status. */
    public boolean mayBeSent() {
        return attempts.stream().anyMatch(Attempt::isUnknown);
    }
}
