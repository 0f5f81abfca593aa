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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private final RoundJournal steps;
    private final Instant deadline;
    private final ProviderChoice choice;
    private final AttemptLog log;
    private final UnknownSettler settler;
    private final CompletableFuture<RoundResult> result = new CompletableFuture<>();
    private List<EmailAddress> open;
    private boolean possibleDuplicate;
    /** Whether a provider was at its concurrency limit when its turn came: then the round waits for it, within the deadline. */
    private boolean waitsForConcurrency;

    /** The unknown attempts at the provider that was asked last: one copy. Late answers read it on other threads. */
    private List<EndedAttempt> inDoubt = new CopyOnWriteArrayList<>();

    private int repeats;

    /** The provider that just took the message, but not for all recipients, as they were too many for one transaction. */
    private @Nullable Provider overflowing;

    Round(Failover failover, RetryPolicy retryPolicy, RoundInput input, Journal journal) {
        this.failover = failover;
        this.retryPolicy = retryPolicy;
        this.input = input;
        this.journal = journal;
        this.steps = new RoundJournal(failover, input.message().id(), journal);
        this.deadline = failover.clock().instant().plus(failover.settings().deadline());
        this.open = input.due(journal.now());
        this.log = new AttemptLog(input.before().size());
        this.settler = new UnknownSettler(failover, input, journal, log);
        this.choice = new ProviderChoice(
                failover,
                failover.chain(input.message()),
                RouteTable.isTest(input.message().route()),
                input.excludedProviders());
        this.possibleDuplicate = input.possibleDuplicate();
    }

    CompletionStage<RoundResult> start() {
        inDoubt.addAll(settler.leftInDoubt());
        step(inDoubt.isEmpty() ? this::next : this::settle);
        return result;
    }

    private int nextAttempt() {
        return input.before().size() + log.size() + 1;
    }

    private Envelope envelope(List<EmailAddress> recipients) {
        return new Envelope(recipients, nextAttempt());
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
        Duration remaining = remaining();
        if (remaining.isNegative() || remaining.isZero() || !needsAttempt()) {
            end();
            return;
        }
        Provider again = overflowing;
        List<EmailAddress> leftOver = log.leftOver(open);
        if (again != null
                && !choice.isWithheld(again)
                && failover.limit(again).tryAcquire(leftOver.size()).isEmpty()) {
            ask(again, envelope(leftOver));
            return;
        }
        // A queued message gets another round when its turn comes; for a caller who waits, this round waits.
        Duration maxDelay = input.retryMode() == RetryMode.ALWAYS ? Duration.ZERO : remaining;
        Optional<Turn> turn = choice.next(open.size(), maxDelay);
        if (turn.isEmpty() && waitsForConcurrency && choice.limits() != null) {
            stepAfter(CONCURRENCY_POLL, this::next);
        } else if (turn.isEmpty() && !maxDelay.isZero() && choice.awaitsShare()) {
            stepAfter(NodeUse.INTERVAL, this::next);
        } else if (turn.isEmpty()) {
            end();
        } else if (turn.get().delay().isZero()) {
            ask(turn.get().provider(), envelope(open));
        } else {
            stepAfter(turn.get().delay(), () -> onTurn(turn.get().provider()));
        }
    }

    private Duration remaining() {
        return Duration.between(failover.clock().instant(), deadline);
    }

    /** Repeats an unknown attempt, or looks the message up, if the provider allows it, before another one is asked. */
    private void settle() {
        int later = input.onUnknown() == OnUnknown.RESEND ? choice.remaining() : 0;
        Duration free = failover.settings().withoutReserve(remaining(), later);
        Optional<Duration> repeat = settler.repeatIn(inDoubt.get(0), repeats, free);
        if (repeat.isPresent()) {
            stepAfter(repeat.get(), this::repeat);
        } else {
            settler.lookUp(inDoubt, remaining()).thenRun(() -> step(this::next));
        }
    }

    private void repeat() {
        EndedAttempt first = inDoubt.get(0);
        ProviderHealth health = failover.health(first.provider());
        int recipients = first.envelope().recipients().size();
        if (log.isSettled(first.attempt()) || remaining().isNegative() || !health.admits()) {
            next();
        } else if (failover.limit(first.provider()).tryAcquire(recipients).isPresent()) {
            health.notAsked();
            next();
        } else {
            repeats++;
            attempt(first.provider(), first.envelope());
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
        if (choice.isWithheld(provider)) {
            // Put to rest while the round waited.
            next();
            return;
        }
        Optional<Busy> busy = failover.limit(provider).tryStart();
        if (busy.isEmpty()) {
            ask(provider, envelope(open));
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

    /** Sends a copy to a provider that does not have the message. */
    private void ask(Provider provider, Envelope envelope) {
        inDoubt = new CopyOnWriteArrayList<>();
        repeats = 0;
        possibleDuplicate |= RetryPolicy.isMaybeSent(input, log);
        attempt(provider, envelope);
    }

    private void attempt(Provider provider, Envelope envelope) {
        Duration timeout = failover.settings().timeoutOf(remaining(), choice.remaining());
        Begun begun = new Begun(
                nextAttempt(), provider.name(), failover.clock().instant(), input.positions(envelope.recipients()));
        steps.begin(begun).whenComplete((recorded, failure) -> {
            if (failure == null) {
                // Within a stage, so that an exception that is thrown is handled like any other failure.
                CompletableFuture.completedFuture(envelope)
                        .thenCompose(to -> provider.send(input.message(), to, timeout))
                        .whenComplete((outcome, bug) -> {
                            if (bug != null) {
                                settler.logBug(provider, bug);
                            }
                            Outcome known = bug == null ? outcome : new Unknown(Reply.none("internal error"));
                            step(() -> finish(provider, envelope, begun, known));
                        });
            } else {
                failover.limit(provider).release();
                failover.health(provider).notAsked();
                result.completeExceptionally(failure);
            }
        });
    }

    private void finish(Provider provider, Envelope envelope, Begun begun, Outcome outcome) {
        failover.limit(provider).release();
        Attempt attempt = begun.ended(failover.clock().instant(), outcome);
        log.add(attempt, envelope);
        EndedAttempt ended = new EndedAttempt(provider, attempt, envelope, new CompletableFuture<>());
        steps.ended(ended);
        overflowing =
                outcome instanceof Sent && !log.leftOver(envelope.recipients()).isEmpty() ? provider : null;
        failover.health(provider).record(outcome, attempt.duration());
        if (attempt.isUnknown()) {
            inDoubt.add(ended);
            settler.listen(ended, inDoubt);
            settle();
        } else {
            settler.onRepeated(inDoubt, outcome);
            next();
        }
    }

    private void end() {
        Duration retryAfter = choice.retryAfter();
        // A late answer from now on corrects the stored message, not this decision.
        AttemptLog seen = log.snapshot();
        NextStep next = retryPolicy.next(
                input, seen, possibleDuplicate, retryAfter, choice.isWithheld() && seen.size() == 0, journal.now());
        RoundResult roundResult =
                new RoundResult(next, seen.attempts(), retryAfter, choice.limits(), choice.withheld());
        steps.end(next).whenComplete((recorded, failure) -> {
            if (failure == null) {
                failover.notifyListener(listener -> listener.roundEnded(input.message(), roundResult));
                result.complete(roundResult);
            } else {
                result.completeExceptionally(failure);
            }
        });
    }
}
