package io.mailsender.delivery;

import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.ProviderChoice.Turn;
import io.mailsender.delivery.ProviderLimit.Busy;
import io.mailsender.delivery.RoundInput.RetryMode;
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

/**
 * One pass of a message through the providers. Its steps run one after the other, so its fields need no locks; only the log is also
 * used by late answers. Each step is recorded before the next one: an attempt before it is made, its outcome before anybody is told.
 */
final class Round {

    /** How often a message that waits for a provider's concurrency limit tries again. */
    private static final Duration CONCURRENCY_POLL = Duration.ofMillis(50);

    private final Failover failover;
    private final RetryPolicy retryPolicy;
    private final RoundInput input;
    private final Journal journal;
    private final Instant deadline;
    private final ProviderChoice choice;
    private final AttemptLog log = new AttemptLog();
    private final LateAnswerListener lateAnswers;
    private final CompletableFuture<RoundResult> result = new CompletableFuture<>();
    private List<EmailAddress> open;
    private boolean possibleDuplicate;
    /** Whether a provider was at its concurrency limit when its turn came: then the round waits for it, within the deadline. */
    private boolean waitsForConcurrency;

    private @Nullable EndedAttempt unrecorded;
    /** The provider that just took the message, but not for all recipients, as they were too many for one transaction. */
    private @Nullable Provider overflowing;

    /**
     * @param recorded completes when the end of the attempt is recorded, or can only be recorded as a correction
     */
    private record EndedAttempt(Attempt attempt, Envelope envelope, CompletableFuture<Void> recorded) {}

    Round(Failover failover, RetryPolicy retryPolicy, RoundInput input, Journal journal) {
        this.failover = failover;
        this.retryPolicy = retryPolicy;
        this.input = input;
        this.journal = journal;
        this.deadline = failover.clock().instant().plus(failover.settings().deadline());
        this.open = input.due(journal.now());
        this.lateAnswers = new LateAnswerListener(failover, input.message().id(), journal, log);
        this.choice = new ProviderChoice(failover, failover.chain(input.message()), input.excludedProviders());
        this.possibleDuplicate = input.possibleDuplicate();
    }

    CompletionStage<RoundResult> start() {
        step(this::next);
        return result;
    }

    /** A bug in a step ends the round. The message is claimed again when its lease ends. */
    private void step(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            result.completeExceptionally(bug);
        }
    }

    private void next() {
        Duration remaining = Duration.between(failover.clock().instant(), deadline);
        if (remaining.isNegative() || remaining.isZero() || !needsAttempt()) {
            end();
            return;
        }
        Provider again = overflowing;
        List<EmailAddress> leftOver = log.leftOver(open);
        if (again != null && failover.limit(again).tryAcquire(leftOver.size()).isEmpty()) {
            ask(again, new Envelope(leftOver));
            return;
        }
        // A queued message gets another round when its turn comes; for a caller who waits, this round waits.
        Duration maxDelay = input.retryMode() == RetryMode.ALWAYS ? Duration.ZERO : remaining;
        Optional<Turn> turn = choice.next(open.size(), maxDelay);
        if (turn.isEmpty() && waitsForConcurrency && choice.limits() != null) {
            stepAfter(CONCURRENCY_POLL, this::next);
        } else if (turn.isEmpty()) {
            end();
        } else if (turn.get().delay().isZero()) {
            ask(turn.get().provider(), new Envelope(open));
        } else {
            stepAfter(turn.get().delay(), () -> onTurn(turn.get().provider()));
        }
    }

    private void stepAfter(Duration delay, Runnable next) {
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS).execute(() -> step(next));
    }

    private void onTurn(Provider provider) {
        if (!needsAttempt()) {
            // A late answer arrived meanwhile.
            end();
            return;
        }
        Optional<Busy> busy = failover.limit(provider).tryStart();
        if (busy.isEmpty()) {
            ask(provider, new Envelope(open));
        } else {
            // The turn of the rate limit is lost: used later, it could exceed the limit of a period.
            waitsForConcurrency = true;
            choice.putBack(provider, busy.get());
            next();
        }
    }

    /** Whether a recipient is open, and an attempt would not exceed the number of copies. */
    private boolean needsAttempt() {
        open = log.open(open);
        if (open.isEmpty()) {
            return false;
        }
        return !RetryPolicy.isInDoubt(input, log)
                || input.onUnknown() == OnUnknown.RESEND && retryPolicy.isCopyLeft(input, log);
    }

    private void ask(Provider provider, Envelope envelope) {
        Duration timeout = failover.settings()
                .timeoutOf(Duration.between(failover.clock().instant(), deadline), choice.remaining());
        possibleDuplicate |= input.mayBeSent() || !log.unknown().isEmpty();
        Begun begun = new Begun(
                input.before().size() + log.size() + 1,
                provider.name(),
                failover.clock().instant());
        EndedAttempt ended = unrecorded;
        unrecorded = null;
        journal.begin(ended == null ? null : ended.attempt(), begun).whenComplete((recorded, failure) -> {
            if (failure == null) {
                onRecorded(ended);
                // Within a stage, so that an exception that is thrown is handled like any other failure.
                CompletableFuture.completedFuture(envelope)
                        .thenCompose(to -> provider.send(input.message(), to, timeout))
                        .whenComplete((outcome, bug) -> {
                            if (bug != null) {
                                LateAnswerListener.logBug(input.message().id(), provider, bug);
                            }
                            Outcome known = bug == null ? outcome : new Unknown(Reply.none("internal error"));
                            step(() -> finish(provider, envelope, begun, known));
                        });
            } else {
                failover.limit(provider).release();
                failover.health(provider).notAsked();
                recordAsCorrection(ended);
                result.completeExceptionally(failure);
            }
        });
    }

    /** For the end of an attempt that the round could not record, as another node took the message over. */
    private void recordAsCorrection(@Nullable EndedAttempt ended) {
        if (ended != null) {
            if (!ended.attempt().isUnknown()) {
                journal.correct(ended.attempt(), ended.envelope().recipients());
            }
            ended.recorded().complete(null);
        }
    }

    private void finish(Provider provider, Envelope envelope, Begun begun, Outcome outcome) {
        failover.limit(provider).release();
        Attempt attempt = begun.ended(failover.clock().instant(), outcome);
        log.add(attempt, envelope);
        CompletableFuture<Void> recorded = new CompletableFuture<>();
        unrecorded = new EndedAttempt(attempt, envelope, recorded);
        overflowing =
                outcome instanceof Sent && !log.leftOver(envelope.recipients()).isEmpty() ? provider : null;
        failover.health(provider).record(outcome, attempt.duration());
        lateAnswers.listen(provider, attempt, envelope, recorded);
        next();
    }

    private void end() {
        Duration retryAfter = retryAfter();
        // A late answer from now on corrects the stored message, not this decision.
        AttemptLog seen = log.snapshot();
        NextStep next = retryPolicy.next(input, seen, possibleDuplicate, retryAfter, journal.now());
        RoundResult roundResult = new RoundResult(next, seen.attempts(), retryAfter, choice.limits());
        EndedAttempt ended = unrecorded;
        journal.end(ended == null ? null : ended.attempt(), next).whenComplete((recorded, failure) -> {
            if (failure == null) {
                onRecorded(ended);
                failover.notifyListener(listener -> listener.roundEnded(input.message(), roundResult));
                result.complete(roundResult);
            } else {
                recordAsCorrection(ended);
                result.completeExceptionally(failure);
            }
        });
    }

    private void onRecorded(@Nullable EndedAttempt ended) {
        if (ended != null) {
            failover.notifyListener(
                    listener -> listener.attempted(input.message().id(), ended.attempt()));
            ended.recorded().complete(null);
        }
    }

    private @Nullable Duration retryAfter() {
        Duration turn = choice.untilTurn();
        if (turn != null) {
            return turn;
        }
        return choice.chain().stream()
                .map(failover::untilRestEnds)
                .min(Comparator.naturalOrder())
                .filter(wait -> !wait.isZero())
                .orElse(null);
    }
}
