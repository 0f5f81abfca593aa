package io.mailsender.queue;

import io.mailsender.common.AsyncFailure;
import io.mailsender.common.StoreUnavailableException;
import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.Journal;
import io.mailsender.delivery.NextStep;
import io.mailsender.message.EmailAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the rounds of an accepted message in the store. While the store cannot be written, it retries: an outcome must not be lost,
 * and no provider is asked meanwhile.
 */
final class StoreJournal implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(StoreJournal.class);

    private static final Duration RETRY_DELAY = Duration.ofMillis(250);

    private final MessageStore store;
    private final Lease lease;

    StoreJournal(MessageStore store, Lease lease) {
        this.store = store;
        this.lease = lease;
    }

    @Override
    public CompletionStage<Void> begin(@Nullable Attempt ended, List<EmailAddress> sent, Begun begun) {
        return untilWritten(() -> store.begin(lease, ended, sent, begun));
    }

    @Override
    public CompletionStage<Void> end(@Nullable Attempt ended, NextStep next) {
        return untilWritten(() -> store.endRound(lease, ended, next));
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public void correct(Attempt attempt, Collection<EmailAddress> recipients) {
        store.correct(lease.id(), attempt, recipients).whenComplete((done, failure) -> {
            if (failure != null || !done) {
                LOG.warn(
                        "message {}: late answer of {} ({}) could not be recorded",
                        lease.id(),
                        attempt.provider(),
                        attempt.outcome().word());
            }
        });
    }

    private CompletionStage<Void> untilWritten(Supplier<CompletionStage<Void>> write) {
        return write.get()
                .handle((done, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    Throwable cause = AsyncFailure.cause(failure);
                    return cause instanceof StoreUnavailableException && store.isOpen()
                            ? CompletableFuture.runAsync(
                                            () -> {},
                                            CompletableFuture.delayedExecutor(
                                                    RETRY_DELAY.toMillis(), TimeUnit.MILLISECONDS))
                                    .thenCompose(waited -> untilWritten(write))
                            : CompletableFuture.<Void>failedFuture(cause);
                })
                .thenCompose(Function.identity());
    }
}
