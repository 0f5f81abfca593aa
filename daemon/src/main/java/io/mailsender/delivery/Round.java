package io.mailsender.delivery;

import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.ProviderChoice.Turn;
import io.mailsender.delivery.ProviderLimit.Busy;
import io.mailsender.delivery.RoundInput.Retrying;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one message through the providers. Its steps follow each other, so nothing in here is shared between threads. Each step
 * is on record before the next one: an attempt before it is made, its end before anybody is told.
 */
final class Round {

    private static final Logger LOG = LoggerFactory.getLogger(Round.class);

    /** How often a message that waits for a place looks for one. */
    private static final Duration PLACE = Duration.ofMillis(50);

    private final Failover failover;
    private final RetryPolicy retryPolicy;
    private final RoundInput input;
    private final Journal journal;
    private final Instant deadline;
    private final ProviderChoice choice;
    private final AttemptLog log = new AttemptLog();
    private final LateAnswerListener late;
    private final CompletableFuture<RoundResult> result = new CompletableFuture<>();
    private List<EmailAddress> open;
    private boolean possibleDuplicate;
    /** Whether it waited for a turn that came while all places were taken: then it waits for a place, within the deadline. */
    private boolean missedPlace;

    private @Nullable Made unwritten;
    /** The provider that took the message just now and left recipients over, because they were too many for one transaction. */
    private @Nullable Provider overflowing;

    /**
     * An attempt that has ended.
     *
     * @param recorded completes when its end is on record, or is to be written as a correction
     */
    private record Made(Attempt attempt, Envelope envelope, CompletableFuture<Void> recorded) {}

    Round(Failover failover, RetryPolicy retryPolicy, RoundInput input, Journal journal) {
        this.failover = failover;
        this.retryPolicy = retryPolicy;
        this.input = input;
        this.journal = journal;
        this.deadline = failover.clock().instant().plus(failover.settings().deadline());
        this.open = input.due(journal.now());
        this.late = new LateAnswerListener(failover, input.message().id(), journal, log);
        this.choice = new ProviderChoice(failover, input.mayHaveIt());
        this.possibleDuplicate = input.possibleDuplicate();
    }

    CompletionStage<RoundResult> start() {
        step(this::next);
        return result;
    }

    /** A step that fails for a reason of our own ends the round; its message is taken up again when its lease ends. */
    private void step(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            result.completeExceptionally(bug);
        }
    }

    private void next() {
        Duration remaining = Duration.between(failover.clock().instant(), deadline);
        if (remaining.isNegative() || remaining.isZero() || !goesOn()) {
            end();
            return;
        }
        Provider again = overflowing;
        List<EmailAddress> leftOver = log.leftOver(open);
        if (again != null && failover.limit(again).tryAcquire(leftOver.size()).isEmpty()) {
            ask(again, new Envelope(leftOver));
            return;
        }
        // Who waits in the queue is taken up again when its turn comes; who waits for the answer waits here.
        Duration patience = input.retrying() == Retrying.ALWAYS ? Duration.ZERO : remaining;
        Optional<Turn> turn = choice.next(open.size(), patience);
        if (turn.isEmpty() && missedPlace && choice.limit() != null) {
            later(PLACE, this::next);
        } else if (turn.isEmpty()) {
            end();
        } else if (turn.get().delay().isZero()) {
            ask(turn.get().provider(), new Envelope(open));
        } else {
            later(turn.get().delay(), () -> turnCame(turn.get().provider()));
        }
    }

    private void later(Duration delay, Runnable next) {
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS).execute(() -> step(next));
    }

    private void turnCame(Provider provider) {
        if (!goesOn()) {
            // Meanwhile the answer to an attempt before came.
            end();
            return;
        }
        Optional<Busy> busy = failover.limit(provider).tryStart();
        if (busy.isEmpty()) {
            ask(provider, new Envelope(open));
        } else {
            // Others have its places. Its turn of the rate is lost: used later, it could be one too many in a period.
            missedPlace = true;
            choice.missed(provider, busy.get());
            next();
        }
    }

    /** Whether another attempt may be made: somebody still has to get it, and no more copies go out than may. */
    private boolean goesOn() {
        open = log.open(open);
        if (open.isEmpty()) {
            return false;
        }
        return !RetryPolicy.isInDoubt(input, log)
                || input.onUnknown() == OnUnknown.RESEND && retryPolicy.isCopyLeft(input, log);
    }

    private void ask(Provider provider, Envelope asked) {
        Duration timeout =
                failover.settings().timeoutOf(Duration.between(failover.clock().instant(), deadline), choice.left());
        possibleDuplicate |= input.mayBeSent() || !log.unknown().isEmpty();
        Begun begun = new Begun(
                input.before().size() + log.size() + 1,
                provider.name(),
                failover.clock().instant());
        Made ended = unwritten;
        unwritten = null;
        journal.begin(ended == null ? null : ended.attempt(), begun).whenComplete((written, failure) -> {
            if (failure == null) {
                told(ended);
                // As a stage, so that one that throws instead is no other case.
                CompletableFuture.completedFuture(asked)
                        .thenCompose(envelope -> provider.send(input.message(), envelope, timeout))
                        .whenComplete((outcome, bug) -> {
                            if (bug != null) {
                                LOG.error("{} broke its promise to complete normally", provider.name(), bug);
                            }
                            Outcome seen = bug == null ? outcome : new Unknown(Reply.none("internal error"));
                            step(() -> finish(provider, asked, begun, seen));
                        });
            } else {
                failover.limit(provider).release();
                failover.health(provider).notAsked();
                lost(ended);
                result.completeExceptionally(failure);
            }
        });
    }

    /** The end of an attempt could not be written in its turn, since another daemon took over: what is known is a correction now. */
    private void lost(@Nullable Made made) {
        if (made != null) {
            if (!(made.attempt().outcome() instanceof Unknown)) {
                journal.correct(made.attempt(), made.envelope().recipients());
            }
            made.recorded().complete(null);
        }
    }

    private void finish(Provider provider, Envelope asked, Begun begun, Outcome outcome) {
        failover.limit(provider).release();
        Attempt attempt = begun.ended(failover.clock().instant(), outcome);
        log.add(attempt, asked);
        CompletableFuture<Void> recorded = new CompletableFuture<>();
        unwritten = new Made(attempt, asked, recorded);
        overflowing =
                outcome instanceof Sent && !log.leftOver(asked.recipients()).isEmpty() ? provider : null;
        failover.health(provider).record(outcome, attempt.duration());
        late.expect(provider, attempt, asked, recorded);
        next();
    }

    private void end() {
        Duration retryAfter = retryAfter();
        // A late answer that comes now corrects the record of this decision.
        AttemptLog seen = log.snapshot();
        NextStep next = retryPolicy.next(input, seen, possibleDuplicate, retryAfter, journal.now());
        RoundResult roundResult = new RoundResult(next, seen.attempts(), retryAfter, choice.limit());
        Made ended = unwritten;
        journal.end(ended == null ? null : ended.attempt(), next).whenComplete((written, failure) -> {
            if (failure == null) {
                told(ended);
                failover.tell(listener -> listener.delivered(input.message().id(), roundResult));
                result.complete(roundResult);
            } else {
                lost(ended);
                result.completeExceptionally(failure);
            }
        });
    }

    /** An attempt is on record. */
    private void told(@Nullable Made made) {
        if (made != null) {
            failover.tell(listener -> listener.attempted(input.message().id(), made.attempt()));
            made.recorded().complete(null);
        }
    }

    private @Nullable Duration retryAfter() {
        Duration turn = choice.untilTurn();
        if (turn != null) {
            return turn;
        }
        return failover.order().stream()
                .map(failover::untilRestEnds)
                .min(Comparator.naturalOrder())
                .filter(wait -> !wait.isZero())
                .orElse(null);
    }
}
