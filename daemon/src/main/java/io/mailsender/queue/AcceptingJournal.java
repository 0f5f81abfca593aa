package io.mailsender.queue;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.mailsender.common.StoreUnavailableException;
import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.Journal;
import io.mailsender.delivery.NextStep;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The journal of a message's first round: stores the message together with its first attempt. */
final class AcceptingJournal implements Journal {

    private final MessageStore store;
    private final Submission submission;
    private final Duration timeout;
    private final HeldMessages held;
    private final CompletableFuture<Added> added = new CompletableFuture<>();
    private @Nullable StoreJournal accepted;

    AcceptingJournal(MessageStore store, Submission submission, Duration timeout, HeldMessages held) {
        this.store = store;
        this.submission = submission;
        this.timeout = timeout;
        this.held = held;
    }

    /**
     * Adds a message. If that fails or takes too long, the message is withdrawn: it may be stored nevertheless, but its caller is told that
     * it was not accepted, so it must not be sent later.
     *
     * @param timeout how long the caller waits
     * @param held holds the message until it is accepted or not, and afterwards the lease if the first attempt was added with it
     * @return completes when the message is on disk or was not accepted
     */
    static CompletionStage<Added> add(MessageStore store, Submission submission, Duration timeout, HeldMessages held) {
        MessageId id = submission.message().id();
        CompletableFuture<Added> added = new CompletableFuture<Added>().orTimeout(timeout.toMillis(), MILLISECONDS);
        held.beginAdd(id);
        store.add(submission).whenComplete((result, failure) -> {
            if (submission.first() != null && result instanceof Added.Accepted accepted) {
                held.hold(accepted.lease());
            }
            // The store's answer or the timeout: the first one decides for the caller and for the message.
            boolean inTime = failure == null ? added.complete(result) : added.completeExceptionally(failure);
            if (failure != null || !inTime) {
                store.withdraw(id, submission.due());
                held.release(id);
            }
            held.endAdd(id);
        });
        return added;
    }

    /** Completes when the message is on disk or was not accepted. */
    CompletionStage<Added> added() {
        return added;
    }

    @Override
    public CompletionStage<Void> begin(@Nullable Attempt ended, List<EmailAddress> sent, Begun begun) {
        StoreJournal journal = accepted;
        return journal == null ? accept(begun) : journal.begin(ended, sent, begun);
    }

    @Override
    public CompletionStage<Void> end(@Nullable Attempt ended, NextStep next) {
        StoreJournal journal = accepted;
        return journal == null ? acceptForLater(next.due()) : journal.end(ended, next);
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public void correct(Attempt attempt, Collection<EmailAddress> recipients) {
        StoreJournal journal = accepted;
        if (journal == null) {
            throw new IllegalStateException(
                    "message " + submission.message().id() + " was not accepted, but has an attempt");
        }
        journal.correct(attempt, recipients);
    }

    /** For a round without an attempt, as every provider was at its limit. */
    private CompletionStage<Void> acceptForLater(@Nullable Instant due) {
        if (due == null) {
            // The caller is told that the message was not sent. It is not stored.
            added.complete(new Added.Accepted(new Lease(submission.message().id(), 0)));
            return CompletableFuture.completedFuture(null);
        }
        return add(store, submission.dueAt(due), timeout, held).handle((result, failure) -> {
            if (failure != null) {
                throw notAccepted(failure);
            }
            added.complete(result);
            return null;
        });
    }

    private StoreUnavailableException notAccepted(Throwable failure) {
        added.completeExceptionally(failure);
        return new StoreUnavailableException("the message was not accepted", failure);
    }

    private CompletionStage<Void> accept(Begun begun) {
        return add(store, submission.withFirst(begun), timeout, held).handle((result, failure) -> {
            if (failure != null) {
                throw notAccepted(failure);
            }
            if (result instanceof Added.Accepted accept) {
                accepted = new StoreJournal(store, accept.lease());
                added.complete(result);
                return null;
            }
            added.complete(result);
            throw new NotAcceptedException();
        });
    }

    /** The message was not accepted; {@link #added} has the reason. */
    static final class NotAcceptedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotAcceptedException() {
            super("not accepted", null, false, false);
        }
    }
}
