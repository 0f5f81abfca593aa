package io.mailsender.delivery;

import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of one round of a message.
 *
 * @param next what becomes of the message: what is stored and what callers are told
 * @param attempts those of the round, in the order in which they were made
 * @param retryAfter when the first of the providers may be asked again; {@code null} where that is now, or nobody knows
 * @param limit the limit that kept a provider from being asked; {@code null} where none did
 */
public record RoundResult(
        NextStep next,
        List<Attempt> attempts,
        @Nullable Duration retryAfter,
        @Nullable String limit) {

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

    /** Whether it went out again after an attempt that may have sent it already. */
    public boolean possibleDuplicate() {
        return next.possibleDuplicate();
    }

    /** The attempt in which a provider took the message; the first one, where recipients were shared out. */
    public Optional<Attempt> sentBy() {
        return attempts.stream().filter(a -> a.outcome() instanceof Sent).findFirst();
    }

    /** Whether an attempt gave no answer, so that the message may have gone out whatever the status says. */
    public boolean mayBeSent() {
        return attempts.stream().anyMatch(a -> a.outcome() instanceof Unknown);
    }
}
