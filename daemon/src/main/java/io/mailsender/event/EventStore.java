package io.mailsender.event;

import io.mailsender.common.StoreUnavailableException;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.event.EventReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Keeps what providers report. A stage completes when its result is on disk, or with a {@link StoreUnavailableException}. No method
 * blocks its caller.
 */
public interface EventStore {

    /**
     * Keeps the events of a report that are new. A report whose {@linkplain EventReport#token token} was used changes nothing.
     *
     * @param provider the provider's configured name
     */
    CompletionStage<Void> add(String provider, EventReport report);

    /** Records that a report of a provider was refused, and so may come later. */
    CompletionStage<Void> refused(String provider);

    /**
     * Matches the events that are due with messages, and changes these, in one transaction.
     *
     * @param limit the most events to take
     */
    CompletionStage<Applied> apply(int limit);

    /**
     * @param taken the number of events that were due, matched or not
     * @param events those that were matched, with what they say about how a provider delivers
     * @param dropped the number of events that were given up, because no message was found within a day
     */
    record Applied(int taken, List<AppliedEvent> events, int dropped) {
        public Applied {
            events = List.copyOf(events);
        }
    }

    /** The events of a message, in the order in which they happened. */
    CompletionStage<List<StoredEvent>> of(String messageId);

    /** What has come from each provider, by its name; none for a provider that never reported. */
    CompletionStage<Map<String, SourceState>> sources();

    /**
     * Settles an unknown attempt after a look-up: the provider has the message.
     *
     * @return whether it was settled; false if it is not unknown any more, or a round of the message is in progress
     */
    CompletionStage<Boolean> settle(String messageId, int attempt, Sent sent);

    /** Whether an event that names this message waits to be matched. */
    CompletionStage<Boolean> hasWaiting(String messageId);

    /** Records that the provider was asked for the message of an unknown attempt, and does not know it. */
    CompletionStage<Void> lookedUp(String messageId, int attempt);

    /** When providers were last asked for a message in vain, by the number of the attempt. */
    CompletionStage<Map<Integer, Instant>> lookUps(String messageId);

    /** The number of events that are due to be matched. */
    CompletionStage<Long> backlog();

    /**
     * Deletes events without a message, and tokens, that are older than a day.
     *
     * @return whether there may be more to delete
     */
    CompletionStage<Boolean> purge();

    /** How long an event waits for its message, and a token is remembered. */
    Duration LIFE = Duration.ofDays(1);
}
