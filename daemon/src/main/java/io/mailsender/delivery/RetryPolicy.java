package io.mailsender.delivery;

import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
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
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a message after a round: its status, the state of each recipient, and when it is tried again. What is stored
 * and what callers are told both come from this decision.
 */
public final class RetryPolicy {

    private final RetrySettings retry;
    private final int maxCopies;
    private final Set<String> providers;
    private final RandomGenerator random;

    /**
     * @param maxCopies how many more copies of a message that may have been sent go out by themselves
     * @param providers the names of all providers in the order
     */
    RetryPolicy(RetrySettings retry, int maxCopies, Set<String> providers, RandomGenerator random) {
        this.retry = retry;
        this.maxCopies = maxCopies;
        this.providers = Set.copyOf(providers);
        this.random = random;
    }

    /**
     * @param possibleDuplicate whether the message went out again after an attempt that may have sent it
     * @param asked the wait that the providers asked for; {@code null} where none did
     */
    NextStep next(
            RoundInput round, AttemptLog log, boolean possibleDuplicate, @Nullable Duration asked, Instant clock) {
        Instant now = clock.truncatedTo(ChronoUnit.MILLIS);
        int tries = isOnlyPutOff(log) ? round.tries() : round.tries() + 1;
        // One throw of the dice for the round, so that recipients who were deferred together are tried together.
        double chance = random.nextDouble();
        Instant general = now.plus(wait(log, tries, asked, chance));
        List<RecipientStatus> recipients = round.recipients().stream()
                .map(r -> after(round, r, log, now, chance))
                .toList();
        List<RecipientStatus> open =
                recipients.stream().filter(RecipientStatus::isOpen).toList();
        DeliveryStatus end = end(round, log, recipients);
        if (!open.isEmpty() && goesOn(round, log, recipients)) {
            Instant due = open.stream()
                    .map(r -> r.due() == null || !r.due().isAfter(now) ? general : r.due())
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            if (!due.isAfter(round.started().plus(retry.giveUp()))) {
                return new NextStep(DeliveryStatus.QUEUED, due, tries, possibleDuplicate, recipients);
            }
        }
        return new NextStep(end, null, tries, possibleDuplicate, ended(end, recipients, log));
    }

    private RecipientStatus after(
            RoundInput round, RecipientStatus recipient, AttemptLog log, Instant now, double chance) {
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
        return log.isOwn(recipient.address())
                ? recipient.deferredUntil(now.plus(retry.wait(recipient.tries() + 1, null, chance)), last.reply())
                : recipient.to(State.PENDING, null);
    }

    private boolean goesOn(RoundInput round, AttemptLog log, List<RecipientStatus> recipients) {
        if (round.retrying() == RoundInput.Retrying.NEVER || isUncarriable(round, log)) {
            return false;
        }
        List<EmailAddress> open = log.open(recipients.stream()
                .filter(RecipientStatus::isOpen)
                .map(RecipientStatus::address)
                .toList());
        if (isInDoubt(round, log)) {
            // Also where a caller waits: what may have been sent cannot be called failed.
            return round.onUnknown() == OnUnknown.RESEND && !open.isEmpty() && isCopyLeft(round, log);
        }
        return round.retrying() == RoundInput.Retrying.ALWAYS
                || recipients.stream().anyMatch(r -> r.state() == State.SENT)
                || open.stream().anyMatch(log::isDeferredByMailbox);
    }

    /** Whether one more copy may go out, and a provider is left that surely does not have it. */
    boolean isCopyLeft(RoundInput round, AttemptLog log) {
        return round.unknown().size() + log.unknown().size() <= maxCopies
                && !usable(round, log).isEmpty();
    }

    /** The names of the providers that surely do not have it. */
    private Set<String> usable(RoundInput round, AttemptLog log) {
        Set<String> usable = new HashSet<>(providers);
        usable.removeAll(round.mayHaveIt());
        log.unknown().forEach(attempt -> usable.remove(attempt.provider()));
        return usable;
    }

    private DeliveryStatus end(RoundInput round, AttemptLog log, List<RecipientStatus> recipients) {
        boolean open = recipients.stream().anyMatch(RecipientStatus::isOpen);
        if (open && isMaybeSent(round, log)) {
            return round.onUnknown() == OnUnknown.FAIL ? DeliveryStatus.FAILED : DeliveryStatus.UNKNOWN;
        }
        if (recipients.stream().anyMatch(r -> r.state() == State.SENT)) {
            return DeliveryStatus.SENT;
        }
        return open && !isUncarriable(round, log) ? DeliveryStatus.FAILED : DeliveryStatus.REJECTED;
    }

    /** The recipients of a message at its end. Those of an unknown one stay open, until it is known. */
    private static List<RecipientStatus> ended(
            DeliveryStatus status, List<RecipientStatus> recipients, AttemptLog log) {
        if (status == DeliveryStatus.UNKNOWN) {
            return recipients.stream()
                    .map(r -> r.isOpen() ? r.to(State.PENDING, r.reply()) : r)
                    .toList();
        }
        return recipients.stream()
                .map(r -> r.isOpen() ? r.to(State.FAILED, lastReply(r, log)) : r)
                .toList();
    }

    private static @Nullable Reply lastReply(RecipientStatus recipient, AttemptLog log) {
        Outcome last = log.last(recipient.address());
        return last == null ? recipient.reply() : last.reply();
    }

    /** Whether it may have been sent, and nobody has had it sent again since. */
    static boolean isInDoubt(RoundInput round, AttemptLog log) {
        return !round.unknown().isEmpty() || !log.unknown().isEmpty();
    }

    private static boolean isMaybeSent(RoundInput round, AttemptLog log) {
        return round.mayBeSent() || !log.unknown().isEmpty();
    }

    /** Every provider that could be asked says that it cannot carry it, so that trying again changes nothing. */
    private boolean isUncarriable(RoundInput round, AttemptLog log) {
        return log.size() > 0 && usable(round, log).stream().allMatch(log::isUnsupportedBy);
    }

    private Duration wait(AttemptLog log, int tries, @Nullable Duration asked, double chance) {
        // Providers at their limit were not asked, and will be free in a moment.
        return log.size() == 0 && asked != null
                ? asked.plusMillis(Math.round(chance * 1000))
                : retry.wait(Math.max(1, tries), asked, chance);
    }

    /** Being told to come back later is no failed try. */
    private static boolean isOnlyPutOff(AttemptLog log) {
        return log.attempts().stream()
                .allMatch(a -> a.outcome() instanceof Unavailable u && u.cause() == Cause.THROTTLED);
    }
}
