package io.mailsender.delivery;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request to one provider: one POST or one DATA.
 *
 * @param number counts the attempts of one message, from 1
 * @param provider the provider's configured name
 * @param began the time just before the provider was asked
 * @param positions which of the message's recipients it was for, from 0; empty for all; {@code null} if an earlier version made it and
 *     did not record them
 */
public record Attempt(
        int number,
        String provider,
        Instant began,
        Duration duration,
        Outcome outcome,
        @Nullable List<Integer> positions) {

    public Attempt {
        positions = positions == null ? null : List.copyOf(positions);
    }

    /** An attempt for all recipients. */
    public Attempt(int number, String provider, Instant began, Duration duration, Outcome outcome) {
        this(number, provider, began, duration, outcome, List.of());
    }

    /** Whether a provider took the message, at least for some recipients. */
    public boolean isSent() {
        return outcome instanceof Sent;
    }

    /** Whether the message may have been sent. */
    public boolean isUnknown() {
        return outcome instanceof Unknown;
    }

    /** This attempt with the outcome that a late answer gave. */
    public Attempt corrected(Instant now, Outcome known) {
        return with(known, Duration.between(began, now));
    }

    /** This attempt with the outcome that a report or a look-up showed. */
    public Attempt settled(Outcome known) {
        return with(known, duration);
    }

    private Attempt with(Outcome known, Duration took) {
        return new Attempt(number, provider, began, took, known, positions);
    }

    /**
     * An attempt that is about to be made. It is recorded before its first byte is sent, so that it is known after a crash.
     *
     * @param number counts the attempts of one message, from 1
     * @param positions which of the message's recipients it is for, from 0; empty for all
     */
    public record Begun(int number, String provider, Instant began, List<Integer> positions) {

        public Begun {
            positions = List.copyOf(positions);
        }

        /** An attempt for all recipients. */
        public Begun(int number, String provider, Instant began) {
            this(number, provider, began, List.of());
        }

        public Attempt ended(Instant now, Outcome outcome) {
            return new Attempt(number, provider, began, Duration.between(began, now), outcome, positions);
        }
    }
}
