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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The journal of a message's first round: the message and its first attempt become known to the store in one. */
final class AcceptingJournal implements Journal {

    private final MessageStore store;
    private final Submission submission;
    private final Duration patience;
    private final HeldMessages underWay;
    private final CompletableFuture<Added> added = new CompletableFuture<>();
    private @Nullable StoreJournal accepted;

    AcceptingJournal(MessageStore store, Submission submission, Duration patience, HeldMessages underWay) {
        this.store = store;
        this.submission = submission;
        this.patience = patience;
        this.underWay = underWay;
    }

    /**
     * Adds a message. Where that fails or takes too long it is taken back: it may be there all the same, but nobody was told so, and it
     * must not go out later.
     *
     * @param patience how long its caller waits for the answer
     * @param underWay has it from before it may be on disk until it is decided whether it was accepted, and then its lease where its
     *     first attempt was added with it
     * @return completes when the message is on disk, or was not accepted
     */
    static CompletionStage<Added> add(
            MessageStore store, Submission submission, Duration patience, HeldMessages underWay) {
        MessageId id = submission.message().id();
        CompletableFuture<Added> added = new CompletableFuture<Added>().orTimeout(patience.toMillis(), MILLISECONDS);
        underWay.arrives(id);
        store.add(submission).whenComplete((what, failure) -> {
            if (submission.first() != null && what instanceof Added.Accepted accepted) {
                underWay.hold(accepted.lease());
            }
            // Whichever comes first, the answer or the end of patience, decides for both sides.
            boolean told = failure == null ? added.complete(what) : added.completeExceptionally(failure);
            if (failure != null || !told) {
                store.withdraw(id, submission.due());
                underWay.release(id);
            }
            underWay.arrived(id);
        });
        return added;
    }

    /** Completes when the message is on disk, or was not accepted. */
    CompletionStage<Added> added() {
        return added;
    }

    @Override
    public CompletionStage<Void> begin(@Nullable Attempt ended, Begun begun) {
        StoreJournal journal = accepted;
        return journal == null ? accept(begun) : journal.begin(ended, begun);
    }

    @Override
    public CompletionStage<Void> end(@Nullable Attempt ended, NextStep settlement) {
        StoreJournal journal = accepted;
        return journal == null ? acceptForLater(settlement.due()) : journal.end(ended, settlement);
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public void correct(Attempt attempt, Collection<EmailAddress> recipients) {
        StoreJournal journal = accepted;
        if (journal == null) {
            throw new IllegalStateException("an attempt of a message that was not accepted");
        }
        journal.correct(attempt, recipients);
    }

    /** Every provider was at its limit, so there was no attempt. */
    private CompletionStage<Void> acceptForLater(@Nullable Instant due) {
        if (due == null) {
            // Who waits is told that it was not sent. It is as if it had never been handed over.
            added.complete(new Added.Accepted(new Lease(submission.message().id(), 0)));
            return CompletableFuture.completedFuture(null);
        }
        return add(store, submission.dueAt(due), patience, underWay).handle((what, failure) -> {
            if (failure != null) {
                throw notAccepted(failure);
            }
            added.complete(what);
            return null;
        });
    }

    private StoreUnavailableException notAccepted(Throwable failure) {
        added.completeExceptionally(failure);
        return new StoreUnavailableException("the message was not accepted", failure);
    }

    private CompletionStage<Void> accept(Begun begun) {
        return add(store, submission.withFirst(begun), patience, underWay).handle((what, failure) -> {
            if (failure != null) {
                throw notAccepted(failure);
            }
            if (what instanceof Added.Accepted held) {
                accepted = new StoreJournal(store, held.lease());
                added.complete(what);
                return null;
            }
            added.complete(what);
            throw new NotAcceptedException();
        });
    }

    /** The message was not accepted, for the reason that {@link #added} tells. */
    static final class NotAcceptedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotAcceptedException() {
            super("not accepted", null, false, false);
        }
    }
}
