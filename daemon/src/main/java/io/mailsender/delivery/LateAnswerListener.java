package io.mailsender.delivery;

import io.mailsender.message.Envelope;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Provider;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for late answers. One that arrives counts immediately for the rest of the round, so that no needless copy is sent, and corrects
 * the attempt as soon as its end is recorded.
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

    /** @param recorded completes when the end of the attempt is recorded */
    void listen(Provider provider, Attempt attempt, Envelope envelope, CompletionStage<Void> recorded) {
        if (!(attempt.outcome() instanceof Unknown unknown) || unknown.late() == null) {
            return;
        }
        unknown.late().whenComplete((outcome, bug) -> {
            if (bug != null) {
                logBug(message, provider, bug);
            } else if (!(outcome instanceof Unknown)) {
                correct(provider, attempt.corrected(failover.clock().instant(), outcome), envelope, recorded);
            }
        });
    }

    /** Logs that an adapter broke its contract to complete normally. */
    static void logBug(MessageId message, Provider provider, Throwable bug) {
        LOG.error("message {}: {} completed exceptionally; treated as unknown", message, provider.name(), bug);
    }

    private void correct(Provider provider, Attempt attempt, Envelope envelope, CompletionStage<Void> recorded) {
        log.correct(attempt);
        failover.health(provider).recordLate(attempt.outcome());
        recorded.thenRun(() -> {
            journal.correct(attempt, envelope.recipients());
            failover.notifyListener(listener -> listener.corrected(message, attempt));
        });
    }
}
