package io.mailsender.delivery;

import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Records the steps of one round: the end of an attempt together with the beginning of the next one, or with the end of the round. The
 * listener is told after that.
 */
final class RoundJournal {

    private final Failover failover;
    private final MessageId message;
    private final Journal journal;
    private @Nullable EndedAttempt unrecorded;

    RoundJournal(Failover failover, MessageId message, Journal journal) {
        this.failover = failover;
        this.message = message;
        this.journal = journal;
    }

    /** An attempt has ended. It is recorded with the next step. */
    void ended(EndedAttempt attempt) {
        unrecorded = attempt;
    }

    CompletionStage<Void> begin(Begun begun) {
        EndedAttempt ended = unrecorded;
        unrecorded = null;
        List<EmailAddress> sent = ended == null ? List.of() : ended.sent();
        return journal.begin(ended == null ? null : ended.attempt(), sent, begun)
                .whenComplete((done, failure) -> onRecorded(ended, failure));
    }

    CompletionStage<Void> end(NextStep next) {
        EndedAttempt ended = unrecorded;
        return journal.end(ended == null ? null : ended.attempt(), next)
                .whenComplete((done, failure) -> onRecorded(ended, failure));
    }

    private void onRecorded(@Nullable EndedAttempt ended, @Nullable Throwable failure) {
        if (ended == null) {
            return;
        }
        if (failure == null) {
            failover.notifyListener(listener -> listener.attempted(message, ended.attempt()));
        } else if (!ended.attempt().isUnknown()) {
            // Another node took the message over, so that the round could not record it.
            journal.correct(ended.attempt(), ended.envelope().recipients());
        }
        ended.recorded().complete(null);
    }
}
