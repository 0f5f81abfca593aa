package io.mailsender.delivery;

import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.message.EmailAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Records each step of a round before the next one. If it fails, the round stops. */
public interface Journal {

    /** Records nothing, for a daemon without a store. */
    static Journal none(Clock clock) {
        return new None(clock);
    }

    record None(Clock clock) implements Journal {
        @Override
        public CompletionStage<Void> begin(@Nullable Attempt ended, List<EmailAddress> sent, Begun begun) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> end(@Nullable Attempt ended, NextStep next) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void correct(Attempt attempt, Collection<EmailAddress> recipients) {
            // Not recorded; only the listener is told.
        }

        @Override
        public Instant now() {
            return clock.instant();
        }
    }

    /**
     * Records the end of an attempt and the beginning of the next one.
     *
     * @param ended {@code null} before the round's first attempt
     * @param sent the recipients for whom the provider took the message in that attempt
     * @return completes when both are recorded; only then the attempt is made
     */
    CompletionStage<Void> begin(@Nullable Attempt ended, List<EmailAddress> sent, Begun begun);

    /**
     * Records the end of the round.
     *
     * @param ended the last attempt; {@code null} if there was none
     * @return completes when it is recorded; nobody is told before
     */
    CompletionStage<Void> end(@Nullable Attempt ended, NextStep next);

    /** The time by the clock of the due times. */
    Instant now();

    /**
     * Corrects a recorded attempt after a late answer. Returns immediately.
     *
     * @param attempt with its true outcome
     * @param recipients the recipients of the attempt
     */
    void correct(Attempt attempt, Collection<EmailAddress> recipients);
}
