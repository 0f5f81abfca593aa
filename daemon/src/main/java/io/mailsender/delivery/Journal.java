package io.mailsender.delivery;

import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.message.EmailAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Writes down what a round does before the round goes on; where it cannot, the round stops. */
public interface Journal {

    /** For a daemon without a store: what happened is told once, to whoever waits for it. */
    static Journal none(Clock clock) {
        return new None(clock);
    }

    /** See {@link #none}. */
    record None(Clock clock) implements Journal {
        @Override
        public CompletionStage<Void> begin(@Nullable Attempt ended, Begun begun) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> end(@Nullable Attempt ended, NextStep settlement) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void correct(Attempt attempt, Collection<EmailAddress> recipients) {
            // Nobody keeps it; the listener has been told.
        }

        @Override
        public Instant now() {
            return clock.instant();
        }
    }

    /**
     * @param ended the attempt before; {@code null} where this is the round's first
     * @return completes once both are on record; the attempt is made then, and not before
     */
    CompletionStage<Void> begin(@Nullable Attempt ended, Begun begun);

    /**
     * @param ended the last attempt; {@code null} where there was none
     * @return completes once it is on record; nobody is told before
     */
    CompletionStage<Void> end(@Nullable Attempt ended, NextStep settlement);

    /** The time by the clock that due times go by. */
    Instant now();

    /**
     * Corrects an attempt on record whose answer came after its timeout. Returns at once.
     *
     * @param attempt with its true outcome
     * @param recipients those of the attempt
     */
    void correct(Attempt attempt, Collection<EmailAddress> recipients);
}
