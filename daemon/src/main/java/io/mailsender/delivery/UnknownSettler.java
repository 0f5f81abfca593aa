package io.mailsender.delivery;

import io.mailsender.message.Envelope;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.OutcomeLookup;
import io.mailsender.provider.Provider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles the unknown attempts of one round without a second copy: by a late answer, by asking the provider whether it has the message,
 * or by repeating the attempt at a provider that recognises it. The result counts immediately for the rest of the round, so that no
 * needless copy is sent, and corrects the attempt as soon as its end is recorded.
 */
final class UnknownSettler {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownSettler.class);

    /** The waits before repeats. A request that is still in progress at the provider needs some time to end. */
    private static final List<Duration> REPEATS = List.of(Duration.ofMillis(500), Duration.ofSeconds(3));

    /** A repeated attempt with less time would only be unknown again. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** The waits before look-ups: a provider may list a message some seconds after it took it. */
    private static final List<Duration> LOOKUPS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60));

    /** How long a round waits for a look-up before the next provider gets its turn. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** An attempt that began earlier than the window minus this is not repeated: the provider's clock is not ours. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private final Failover failover;
    private final RoundInput input;
    private final Journal journal;
    private final AttemptLog log;

    UnknownSettler(Failover failover, RoundInput input, Journal journal, AttemptLog log) {
        this.failover = failover;
        this.input = input;
        this.journal = journal;
        this.log = log;
    }

    /** The unknown attempts that an earlier round left, perhaps of a node that stopped: one copy. */
    List<EndedAttempt> leftInDoubt() {
        List<Attempt> left = input.inDoubt();
        if (left.isEmpty() || input.open().isEmpty()) {
            return List.of();
        }
        Envelope envelope = new Envelope(input.open(), left.get(0).number());
        return failover.providers().stream()
                .filter(provider -> provider.name().equals(left.get(0).provider()))
                .flatMap(provider -> left.stream()
                        .map(attempt ->
                                new EndedAttempt(provider, attempt, envelope, CompletableFuture.completedFuture(null))))
                .toList();
    }

    /**
     * Waits for the late answer of an attempt, if one is awaited.
     *
     * @param copy the attempts of the same copy, also those that are still to come
     */
    void listen(EndedAttempt ended, List<EndedAttempt> copy) {
        if (!(ended.attempt().outcome() instanceof Unknown unknown) || unknown.late() == null) {
            return;
        }
        unknown.late().whenComplete((outcome, bug) -> {
            if (bug != null) {
                logBug(ended.provider(), bug);
            } else if (!(outcome instanceof Unknown)) {
                failover.health(ended.provider()).recordLate(outcome);
                correct(ended, outcome);
                onRepeated(copy, outcome);
            }
        });
    }

    /** Logs that an adapter broke its contract to complete normally. */
    void logBug(Provider provider, Throwable bug) {
        LOG.error(
                "message {}: {} completed exceptionally; treated as unknown",
                input.message().id(),
                provider.name(),
                bug);
    }

    /**
     * When to repeat an unknown attempt at its provider.
     *
     * @param repeats how often the round has repeated it
     * @param free the time for the repeated attempt, with the wait
     * @return empty if it must not be repeated, or no longer
     */
    Optional<Duration> repeatIn(EndedAttempt unknown, int repeats, Duration free) {
        Duration age =
                Duration.between(unknown.attempt().began(), failover.clock().instant());
        return unknown.provider()
                .idempotencyWindow()
                // A negative age: the clock of the node that made it is ahead of ours.
                .filter(window -> repeats < REPEATS.size()
                        && age.compareTo(window.minus(MARGIN)) < 0
                        && age.compareTo(MARGIN.negated()) > 0)
                .map(window -> REPEATS.get(repeats))
                .filter(wait -> wait.plus(SHORTEST).compareTo(free) < 0);
    }

    /**
     * Settles unknown attempts by the answer to a repeated one: if the provider had taken the message, it would have answered as it did
     * then. An answer of another kind, such as that of a rate limit, says nothing about the earlier attempts.
     */
    void onRepeated(List<EndedAttempt> unknown, Outcome outcome) {
        if (outcome instanceof Sent || outcome instanceof Rejected) {
            unknown.forEach(attempt -> correct(attempt, outcome));
        }
    }

    /**
     * Asks the provider whether it has the message: until it has, within the time that the round can wait, and then in the background.
     *
     * @return completes when the attempt is settled, or the round should go on
     */
    CompletionStage<Void> lookUp(List<EndedAttempt> copy, Duration remaining) {
        Optional<OutcomeLookup> lookup = copy.get(0).provider().outcomeLookup();
        if (lookup.isEmpty() || !failover.lookups().tryAcquire()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> settled = new CompletableFuture<>();
        settled.whenComplete((done, never) -> failover.lookups().release());
        lookUp(lookup.get(), List.copyOf(copy), 0, settled);
        Duration half = remaining.dividedBy(2);
        Duration patience = half.compareTo(PATIENCE) < 0 ? half : PATIENCE;
        return settled.copy().completeOnTimeout(null, Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void lookUp(OutcomeLookup lookup, List<EndedAttempt> copy, int tries, CompletableFuture<Void> settled) {
        EndedAttempt unknown = copy.get(0);
        if (tries == LOOKUPS.size() || log.isSettled(unknown.attempt())) {
            settled.complete(null);
            return;
        }
        CompletableFuture.runAsync(
                        () -> {},
                        CompletableFuture.delayedExecutor(LOOKUPS.get(tries).toMillis(), TimeUnit.MILLISECONDS))
                .thenCompose(waited -> lookup.find(
                        input.message(), unknown.envelope(), unknown.attempt().began()))
                .whenComplete((found, failure) -> {
                    if (failure != null || found.isEmpty()) {
                        lookUp(lookup, copy, tries + 1, settled);
                    } else {
                        onRepeated(copy, found.get());
                        settled.complete(null);
                    }
                });
    }

    private void correct(EndedAttempt unknown, Outcome outcome) {
        Attempt known = unknown.attempt().corrected(failover.clock().instant(), outcome);
        if (!log.correct(known, unknown.envelope())) {
            // A late answer, a look-up and a repeat may each settle it; the first one counts.
            return;
        }
        unknown.recorded().thenRun(() -> {
            journal.correct(known, unknown.envelope().recipients());
            failover.notifyListener(
                    listener -> listener.corrected(input.message().id(), known));
        });
    }
}
