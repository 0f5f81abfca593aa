package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.queue.StoredMessage;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Decides the changes to a message that no round makes. Each is empty where the message's status does not allow it. */
final class MessageRevisions {

    private MessageRevisions() {}

    static Function<StoredMessage, Optional<Revision>> cancel() {
        return message -> message.status() == DeliveryStatus.QUEUED
                ? Optional.of(
                        to(message, DeliveryStatus.CANCELLED, r -> r.isOpen() ? r.to(State.PENDING, r.reply()) : r))
                : Optional.empty();
    }

    /** Changes the time of one that waits for its time, or for its first try; what was tried has its own times of retrying. */
    static Function<StoredMessage, Optional<Revision>> reschedule(Instant due, Instant now) {
        return message -> message.status() == DeliveryStatus.QUEUED
                        && (message.attempts().isEmpty() || message.started().isAfter(now))
                ? Optional.of(new Revision(
                        DeliveryStatus.QUEUED, due, message.recipients(), message.possibleDuplicate(), true, null))
                : Optional.empty();
    }

    private static Instant again(StoredMessage message, @Nullable Instant asked, Instant now) {
        if (asked != null) {
            return asked;
        }
        // One that was cancelled before its time keeps it.
        return message.status() == DeliveryStatus.CANCELLED && message.started().isAfter(now) ? message.started() : now;
    }

    /** Sends it once more to the recipients who do not have it; a message at fault and an unknown one too, since a person asked. */
    static Function<StoredMessage, Optional<Revision>> resend(@Nullable Instant asked, Instant now) {
        return message -> isForResending(message)
                ? Optional.of(new Revision(
                        DeliveryStatus.QUEUED,
                        again(message, asked, now),
                        message.recipients().stream()
                                .map(r -> r.state() == State.SENT ? r : RecipientStatus.pending(r.address()))
                                .toList(),
                        message.possibleDuplicate() || message.mayBeSent(),
                        true,
                        null))
                : Optional.empty();
    }

    private static boolean isForResending(StoredMessage message) {
        return switch (message.status()) {
            case REJECTED, FAILED, UNKNOWN, CANCELLED -> true;
            case SENT -> message.recipients().stream().anyMatch(r -> r.state() != State.SENT);
            default -> false;
        };
    }

    /** Ends an unknown message by what a person found out. */
    static Function<StoredMessage, Optional<Revision>> resolve(DeliveryStatus status) {
        State state = status == DeliveryStatus.SENT ? State.SENT : State.FAILED;
        return message -> message.status() == DeliveryStatus.UNKNOWN
                ? Optional.of(to(message, status, r -> r.isOpen() ? r.to(state, r.reply()) : r))
                : Optional.empty();
    }

    /**
     * Corrects an attempt whose answer came after its timeout.
     *
     * @param recipients those of the attempt
     */
    static Function<StoredMessage, Optional<Revision>> correct(
            Attempt attempt, Collection<EmailAddress> recipients, Instant now) {
        return before -> {
            if (before.attempts().stream().noneMatch(a -> a.number() == attempt.number())) {
                return Optional.empty();
            }
            StoredMessage message = before.with(
                    before.attempts().stream()
                            .map(a -> a.number() == attempt.number() ? attempt : a)
                            .toList(),
                    before.domain());
            List<RecipientStatus> after = message.recipients().stream()
                    .map(r -> recipients.contains(r.address()) ? corrected(r, attempt.outcome()) : r)
                    .toList();
            DeliveryStatus status = corrected(message, after, attempt.outcome() instanceof Sent);
            Instant due = status == DeliveryStatus.QUEUED ? due(message, after, now) : null;
            return Optional.of(new Revision(status, due, after, mayBeDouble(message), false, attempt));
        };
    }

    private static RecipientStatus corrected(RecipientStatus recipient, Outcome outcome) {
        Outcome own = outcome.of(recipient.address());
        if (own instanceof Sent) {
            return recipient.to(State.SENT, null);
        }
        return own instanceof Rejected && recipient.isOpen() ? recipient.to(State.REFUSED, own.reply()) : recipient;
    }

    /** The status of a message that is known better than before; never one that denies what was known already. */
    private static DeliveryStatus corrected(StoredMessage message, List<RecipientStatus> recipients, boolean taken) {
        boolean open = recipients.stream().anyMatch(RecipientStatus::isOpen);
        boolean sent = recipients.stream().anyMatch(r -> r.state() == State.SENT);
        return switch (message.status()) {
            case UNKNOWN -> {
                if (!open) {
                    yield ended(message, sent);
                }
                // Surely not sent: what was accepted goes on to a provider that takes it.
                yield message.mayBeSent() ? DeliveryStatus.UNKNOWN : DeliveryStatus.QUEUED;
            }
            case QUEUED -> open ? DeliveryStatus.QUEUED : ended(message, sent);
            case FAILED -> taken || sent ? DeliveryStatus.SENT : DeliveryStatus.FAILED;
            default -> taken ? DeliveryStatus.SENT : message.status();
        };
    }

    private static @Nullable Instant due(StoredMessage message, List<RecipientStatus> recipients, Instant now) {
        if (message.status() == DeliveryStatus.QUEUED) {
            return message.due();
        }
        return recipients.stream()
                .filter(RecipientStatus::isOpen)
                .map(r -> r.due() == null ? now : r.due())
                .min(Comparator.naturalOrder())
                .orElse(now);
    }

    private static DeliveryStatus ended(StoredMessage message, boolean sent) {
        if (sent) {
            return DeliveryStatus.SENT;
        }
        return message.mayBeSent() ? DeliveryStatus.UNKNOWN : DeliveryStatus.REJECTED;
    }

    /** A mark that turns out to be wrong is taken back: one provider took it, and every other attempt surely did not. */
    private static boolean mayBeDouble(StoredMessage message) {
        long taken = message.attempts().stream()
                .filter(a -> a.outcome() instanceof Sent)
                .count();
        return message.possibleDuplicate()
                && (taken > 1 || message.attempts().stream().anyMatch(a -> a.outcome() instanceof Unknown));
    }

    private static Revision to(
            StoredMessage message, DeliveryStatus status, UnaryOperator<RecipientStatus> recipients) {
        return new Revision(
                status,
                null,
                message.recipients().stream().map(recipients).toList(),
                message.possibleDuplicate(),
                false,
                null);
    }
}
