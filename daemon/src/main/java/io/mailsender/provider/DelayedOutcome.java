package io.mailsender.provider;

import io.mailsender.provider.Outcome.Unknown;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The outcome of an attempt that calls no service, given after a delay as if one had answered. */
public final class DelayedOutcome {

    private DelayedOutcome() {}

    /**
     * The outcome after the delay. If the timeout ends first, that is {@link Unknown}, and the outcome becomes its late answer.
     *
     * @param outcome called once, when the delay has passed
     */
    public static CompletionStage<Outcome> after(Duration delay, Duration timeout, Supplier<Outcome> outcome) {
        if (delay.isZero()) {
            return CompletableFuture.completedStage(outcome.get());
        }
        CompletionStage<Outcome> answer = after(delay, outcome);
        return delay.compareTo(timeout) < 0 ? answer : unknown(timeout, answer);
    }

    /** {@link Unknown} after the timeout, without a late answer. */
    public static CompletionStage<Outcome> never(Duration timeout) {
        return unknown(timeout, null);
    }

    private static CompletionStage<Outcome> unknown(Duration timeout, @Nullable CompletionStage<Outcome> late) {
        return after(timeout, () -> new Unknown(Reply.none("no answer within " + timeout.toMillis() + " ms"), late));
    }

    private static CompletionStage<Outcome> after(Duration wait, Supplier<Outcome> outcome) {
        return CompletableFuture.supplyAsync(
                outcome, CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS));
    }
}
