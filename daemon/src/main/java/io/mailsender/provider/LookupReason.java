package io.mailsender.provider;

import io.mailsender.common.AsyncFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Carries the reason of a failed look-up to its {@code @Fallback} bean, which Micronaut calls with the look-up's arguments and without
 * the failure. One for each look-up.
 */
public final class LookupReason {

    private volatile Reply reply = Reply.none("internal error");

    /**
     * Runs one try and keeps its failure.
     *
     * @return completes exceptionally also if the look-up throws: Micronaut calls no fallback for an exception that is thrown
     */
    public <T> CompletableFuture<T> of(Supplier<CompletionStage<T>> lookup) {
        CompletionStage<T> running;
        try {
            running = lookup.get();
        } catch (RuntimeException e) {
            running = CompletableFuture.failedFuture(e);
        }
        return running.whenComplete((answer, failure) -> {
                    if (failure != null) {
                        reply = AsyncFailure.cause(failure) instanceof LookupFailedException lookupFailed
                                ? lookupFailed.reply()
                                : Reply.none("internal error");
                    }
                })
                .toCompletableFuture();
    }

    /** Why the last try failed. */
    public Reply reply() {
        return reply;
    }
}
