package io.mailsender.delivery;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.queue.Attempt;
import io.mailsender.queue.DeliveryStatus;
import io.mailsender.queue.OnUnknown;
import io.mailsender.queue.RecipientStatus;
import io.mailsender.queue.RecipientStatus.State;
import io.mailsender.queue.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a message after a round: whether it is at its end, or when it is tried again. */
final class Settling {

    private final RetrySettings retry;
    private final RandomGenerator random;

    Settling(RetrySettings retry, RandomGenerator random) {
        this.retry = retry;
        this.random = random;
    }

    /**
     * @param started from when on the message is tried
     * @param tries the rounds before this one
     * @param patient whether it is tried again; not where somebody waits for the answer
     */
    Settlement settle(Round round, Delivery delivery, Instant started, int tries, boolean patient, Instant now) {
        boolean again = goesOn(round, delivery, patient);
        int used = onlyThrottled(delivery) ? tries : tries + 1;
        if (again) {
            Instant due = now.plus(wait(delivery, used));
            if (!due.isAfter(started.plus(retry.giveUp()))) {
                return new Settlement(
                        DeliveryStatus.QUEUED,
                        due,
                        used,
                        delivery.possibleDuplicate(),
                        recipients(round, delivery, true));
            }
        }
        return new Settlement(
                delivery.status(), null, used, delivery.possibleDuplicate(), recipients(round, delivery, false));
    }

    private Duration wait(Delivery delivery, int used) {
        Duration asked = delivery.retryAfter();
        // Providers at their limit were not asked, and will be free in a moment.
        return delivery.attempts().isEmpty() && asked != null
                ? asked.plusMillis(random.nextInt(1000))
                : retry.wait(Math.max(1, used), asked, random);
    }

    private static boolean goesOn(Round round, Delivery delivery, boolean patient) {
        return switch (delivery.status()) {
            // Even where somebody waits: what may have been sent cannot be called failed.
            case UNKNOWN -> round.onUnknown() == OnUnknown.RESEND && !(last(delivery) instanceof Rejected);
            case FAILED -> patient && !(round.mayBeSent() || delivery.mayBeSent());
            case SENT -> patient && delivery.refused().values().stream().anyMatch(Unavailable.class::isInstance);
            default -> false;
        };
    }

    /** Being told to come back later is no failed try. */
    private static boolean onlyThrottled(Delivery delivery) {
        return delivery.attempts().stream()
                .map(Attempt::outcome)
                .allMatch(o -> o instanceof Unavailable u && u.cause() == Cause.THROTTLED);
    }

    private static @Nullable Outcome last(Delivery delivery) {
        List<Attempt> attempts = delivery.attempts();
        return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).outcome();
    }

    private static List<RecipientStatus> recipients(Round round, Delivery delivery, boolean again) {
        return round.recipients().stream()
                .map(recipient -> recipient.state() == State.PENDING
                        ? recipient(delivery, again, recipient.address())
                        : recipient)
                .toList();
    }

    private static RecipientStatus recipient(Delivery delivery, boolean again, EmailAddress address) {
        Outcome last = last(delivery);
        boolean sent = delivery.status() == DeliveryStatus.SENT;
        Outcome refusal = sent ? delivery.refused().get(address) : last;
        if (sent && refusal == null) {
            return new RecipientStatus(address, State.SENT, null);
        }
        return refusal == null || again && refusal instanceof Unavailable || delivery.status() == DeliveryStatus.UNKNOWN
                ? RecipientStatus.pending(address)
                : new RecipientStatus(address, State.REFUSED, refusal.reply());
    }
}
