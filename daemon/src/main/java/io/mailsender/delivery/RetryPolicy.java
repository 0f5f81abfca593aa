package io.mailsender.delivery;

import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a round ends: the message's status, the state of each recipient, and when the next round starts. The store and the caller
 * get the same decision.
 */
public final class RetryPolicy {

    /** How often a message looks whether a provider that rests by hand was resumed. */
    static final Duration WITHHELD_POLL = Duration.ofMinutes(5);

    private final RetrySettings retry;
    private final int maxCopies;
    private final Function<Message, Set<String>> chains;
    private final RandomGenerator random;

    /**
     * @param maxCopies how many further copies of a message that may have been sent are sent automatically
     * @param chains the names of the providers that may be asked for a message
     */
    RetryPolicy(RetrySettings retry, int maxCopies, Function<Message, Set<String>> chains, RandomGenerator random) {
        this.retry = retry;
        this.maxCopies = maxCopies;
        this.chains = chains;
        this.random = random;
    }

    /**
     * @param possibleDuplicate whether a copy was sent after an attempt that may have sent the message
     * @param asked the delay that providers asked for; {@code null} if none did
     * @param withheld whether no provider could be asked because they all rest by hand
     * @param time the current time
     */
    NextStep next(
            RoundInput round,
            AttemptLog log,
            boolean possibleDuplicate,
            @Nullable Duration asked,
            boolean withheld,
            Instant time) {
        Instant now = time.truncatedTo(ChronoUnit.MILLIS);
        int rounds = isOnlyThrottled(log) ? round.rounds() : round.rounds() + 1;
        // One random number for the round, so that recipients who were deferred together are retried together.
        double jitter = random.nextDouble();
        Instant general = now.plus(delay(log, rounds, withheld ? untilNextLook(asked) : asked, jitter));
        List<RecipientStatus> recipients = round.recipients().stream()
                .map(r -> after(round, r, log, now, jitter))
                .toList();
        List<RecipientStatus> open =
                recipients.stream().filter(RecipientStatus::isOpen).toList();
        DeliveryStatus end = end(round, log, recipients);
        if (!open.isEmpty() && shouldRetry(round, log, recipients)) {
            Instant due = open.stream()
                    .map(r -> r.due() == null || !r.due().isAfter(now) ? general : r.due())
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            // Nothing was tried yet: the operator's rest must not end the message.
            boolean neverGivesUp = withheld && round.before().isEmpty();
            if (neverGivesUp || !due.isAfter(round.started().plus(retry.giveUp()))) {
                return new NextStep(DeliveryStatus.QUEUED, due, rounds, possibleDuplicate, recipients);
            }
        }
        return new NextStep(
                end,
                null,
                rounds,
                possibleDuplicate,
                MessageLifecycle.ended(end, recipients, recipient -> lastReply(recipient, log)));
    }

    private RecipientStatus after(
            RoundInput round, RecipientStatus recipient, AttemptLog log, Instant now, double jitter) {
        Outcome last = log.last(recipient.address());
        if (last == null) {
            return recipient;
        }
        if (log.isSent(recipient.address())) {
            return recipient.to(State.SENT, null);
        }
        if (isInDoubt(round, log)) {
            return recipient.to(State.PENDING, null);
        }
        Optional<Rejected> rejection = log.rejection(recipient.address());
        if (rejection.isPresent()) {
            return recipient.to(State.REFUSED, rejection.get().reply());
        }
        return log.isAboutRecipient(recipient.address())
                ? recipient.deferredUntil(now.plus(retry.delay(recipient.deferrals() + 1, null, jitter)), last.reply())
                : recipient.to(State.PENDING, null);
    }

    private boolean shouldRetry(RoundInput round, AttemptLog log, List<RecipientStatus> recipients) {
        if (round.retryMode() == RoundInput.RetryMode.NEVER || isUncarriable(round, log)) {
            return false;
        }
        List<EmailAddress> open = log.open(recipients.stream()
                .filter(RecipientStatus::isOpen)
                .map(RecipientStatus::address)
                .toList());
        if (isInDoubt(round, log)) {
            // Even if a caller waits: a message that may have been sent is not reported as failed.
            return round.onUnknown() == OnUnknown.RESEND && !open.isEmpty() && isCopyLeft(round, log);
        }
        return round.retryMode() == RoundInput.RetryMode.ALWAYS
                || recipients.stream().anyMatch(RecipientStatus::isSent)
                || open.stream().anyMatch(log::isDeferredByMailbox);
    }

    /** Whether another copy may be sent, and a provider is left that certainly does not have the message. */
    boolean isCopyLeft(RoundInput round, AttemptLog log) {
        return mayHave(round, log).size() <= maxCopies && !usable(round, log).isEmpty();
    }

    /** The names of the providers that certainly do not have the message. */
    private Set<String> usable(RoundInput round, AttemptLog log) {
        Set<String> usable = new HashSet<>(chains.apply(round.message()));
        usable.removeAll(mayHave(round, log));
        return usable;
    }

    /** The names of the providers that may have a copy of the message; a repeated attempt is no further copy. */
    private static Set<String> mayHave(RoundInput round, AttemptLog log) {
        return Stream.concat(round.unknown().stream().filter(a -> !log.isSettled(a)), log.unknown().stream())
                .map(Attempt::provider)
                .collect(Collectors.toSet());
    }

    private DeliveryStatus end(RoundInput round, AttemptLog log, List<RecipientStatus> recipients) {
        boolean open = recipients.stream().anyMatch(RecipientStatus::isOpen);
        if (open && isMaybeSent(round, log)) {
            return round.onUnknown() == OnUnknown.FAIL ? DeliveryStatus.FAILED : DeliveryStatus.UNKNOWN;
        }
        if (recipients.stream().anyMatch(RecipientStatus::isSent)) {
            return DeliveryStatus.SENT;
        }
        if (isMaybeSent(round, log) && recipients.stream().anyMatch(r -> r.state() == State.SUPPRESSED)) {
            // Suppressed after an attempt that may have sent it: no copy is sent, but nobody knows about the first one.
            return round.onUnknown() == OnUnknown.FAIL ? DeliveryStatus.FAILED : DeliveryStatus.UNKNOWN;
        }
        return open && !isUncarriable(round, log) ? DeliveryStatus.FAILED : DeliveryStatus.REJECTED;
    }

    private static @Nullable Reply lastReply(RecipientStatus recipient, AttemptLog log) {
        Outcome last = log.last(recipient.address());
        return last == null ? recipient.reply() : last.reply();
    }

    /** Whether an attempt is unknown and not released. */
    static boolean isInDoubt(RoundInput round, AttemptLog log) {
        return !mayHave(round, log).isEmpty();
    }

    /** Whether an attempt is unknown, released or not. */
    static boolean isMaybeSent(RoundInput round, AttemptLog log) {
        return round.before().stream().anyMatch(attempt -> attempt.isUnknown() && !log.isSettled(attempt))
                || !log.unknown().isEmpty();
    }

    /** Whether every provider that may be asked says that it cannot carry the message, so that a retry would not help. */
    private boolean isUncarriable(RoundInput round, AttemptLog log) {
        return log.size() > 0 && usable(round, log).stream().allMatch(log::isUnsupportedBy);
    }

    /** Until the rest ends, but not longer than a person who ends it sooner would expect. */
    private static Duration untilNextLook(@Nullable Duration restEnds) {
        return restEnds == null || restEnds.compareTo(WITHHELD_POLL) > 0 ? WITHHELD_POLL : restEnds;
    }

    private Duration delay(AttemptLog log, int rounds, @Nullable Duration asked, double jitter) {
        // Every provider was at its limit, so none was asked: no backoff.
        return log.size() == 0 && asked != null
                ? asked.plusMillis(Math.round(jitter * 1000))
                : retry.delay(Math.max(1, rounds), asked, jitter);
    }

    /** A round without an attempt, or with throttled ones only, does not count for the backoff. */
    private static boolean isOnlyThrottled(AttemptLog log) {
        return log.attempts().stream()
                .allMatch(a -> a.outcome() instanceof Unavailable u && u.cause() == Cause.THROTTLED);
    }
}
