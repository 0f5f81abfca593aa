package io.mailsender.delivery;

import io.mailsender.message.Envelope;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Provider;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on for the answer to an attempt that timed out. One that comes counts for the rest of the round at once, so that no copy goes
 * out that is not needed any more; and corrects the record of the attempt as soon as there is one.
 */
final class LateAnswerListener {

    private static final Logger LOG = LoggerFactory.getLogger(LateAnswerListener.class);

    private final Failover failover;
    private final MessageId message;
    private final Journal journal;
    private final AttemptLog log;

    LateAnswerListener(Failover failover, MessageId message, Journal journal, AttemptLog log) {
        this.failover = failover;
        this.message = message;
        this.journal = journal;
        this.log = log;
    }

    /** @param recorded completes when the end of the attempt is on record */
    void expect(Provider provider, Attempt attempt, Envelope asked, CompletionStage<Void> recorded) {
        if (!(attempt.outcome() instanceof Unknown unknown) || unknown.late() == null) {
            return;
        }
        unknown.late().whenComplete((outcome, bug) -> {
            if (bug != null) {
                LOG.error("{} broke its promise to complete normally", provider.name(), bug);
            } else if (!(outcome instanceof Unknown)) {
                came(provider, attempt.corrected(failover.clock().instant(), outcome), asked, recorded);
            }
        });
    }

    private void came(Provider provider, Attempt attempt, Envelope asked, CompletionStage<Void> recorded) {
        Outcome outcome = attempt.outcome();
        log.correct(attempt);
        failover.health(provider).recordLate(outcome);
        recorded.thenRun(() -> {
            journal.correct(attempt, asked.recipients());
            failover.tell(listener -> listener.corrected(message, attempt));
        });
    }
}
