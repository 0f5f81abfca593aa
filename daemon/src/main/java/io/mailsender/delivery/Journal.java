package io.mailsender.delivery;

import io.mailsender.queue.Attempt;
import io.mailsender.queue.Attempt.Begun;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Writes down what a round does before the round goes on; where it cannot, the round stops. */
interface Journal {

    /** For a daemon without a store: what happened is told once, to whoever waits for it. */
    Journal NONE = new Journal() {
        @Override
        public CompletionStage<Void> begin(@Nullable Attempt ended, Begun begun) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> end(@Nullable Attempt ended, Delivery delivery) {
            return CompletableFuture.completedFuture(null);
        }
    };

    /**
     * @param ended the attempt before; {@code null} where this is the round's first
     * @return completes once both are on record; the attempt is made then, and not before
     */
    CompletionStage<Void> begin(@Nullable Attempt ended, Begun begun);

    /**
     * @param ended the last attempt; {@code null} where there was none
     * @return completes once it is on record; nobody is told before
     */
    CompletionStage<Void> end(@Nullable Attempt ended, Delivery delivery);
}
