package io.mailsender.delivery;

import static io.mailsender.delivery.DeliveryStatus.CANCELLED;
import static io.mailsender.delivery.DeliveryStatus.FAILED;
import static io.mailsender.delivery.DeliveryStatus.QUEUED;
import static io.mailsender.delivery.DeliveryStatus.REJECTED;
import static io.mailsender.delivery.DeliveryStatus.SENDING;
import static io.mailsender.delivery.DeliveryStatus.SENT;
import static io.mailsender.delivery.DeliveryStatus.UNKNOWN;

import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides every change of a message's status, by the table of {@link Transition}s. The store writes what is decided here, and decides
 * nothing itself. A change is empty if the message's state does not allow it. {@code docs/lifecycle.md} draws the table.
 *
 * <p>What a round leads to is decided by {@link RetryPolicy}, within {@link Transition#END_ROUND}.
 */
public final class MessageLifecycle {

    private MessageLifecycle() {}

    /** The status of a new message. @param hasAttempt whether its first attempt begins with it */
    public static DeliveryStatus accept(boolean hasAttempt) {
        return Transition.ACCEPT.require(hasAttempt ? SENDING : QUEUED);
    }

    /** The status of a message that a node has claimed. */
    public static DeliveryStatus claim() {
        return Transition.CLAIM.require(SENDING);
    }

    /** The status of a message whose content cannot be read. */
    public static DeliveryStatus discard() {
        return Transition.DISCARD.require(FAILED);
    }

    /** The status of a message that was stored although its caller was told that it was not accepted. */
    public static DeliveryStatus withdraw() {
        return Transition.WITHDRAW.require(FAILED);
    }

    /** The recipients of a message that ends without another round. Those of an unknown message stay open until it is settled. */
    static List<RecipientStatus> ended(DeliveryStatus status, List<RecipientStatus> recipients) {
        State state = status == UNKNOWN ? State.PENDING : State.FAILED;
        return each(recipients, r -> r.isOpen() ? r.to(state, r.reply()) : r);
    }

    /**
     * Ends the round of a node that stopped during an attempt, if the message must not be sent again.
     *
     * @return empty if the message goes on to the next provider
     */
    public static Optional<NextStep> endInterrupted(
            OnUnknown onUnknown, int tries, boolean possibleDuplicate, List<RecipientStatus> recipients) {
        if (onUnknown == OnUnknown.RESEND) {
            return Optional.empty();
        }
        DeliveryStatus status = onUnknown == OnUnknown.HOLD ? UNKNOWN : FAILED;
        return Optional.of(new NextStep(status, null, tries, possibleDuplicate, ended(status, recipients)));
    }

    /** Cancels a message that is not being sent. */
    public static Optional<MessageChange> cancel(MessageState message) {
        return Transition.CANCEL.isAllowedIn(message.status())
                ? Optional.of(end(message, Transition.CANCEL.require(CANCELLED), State.PENDING))
                : Optional.empty();
    }

    /** Changes when a message is tried first. One that was tried already follows the backoff. */
    public static Optional<MessageChange> reschedule(MessageState message, Instant due, Instant now) {
        return Transition.RESCHEDULE.isAllowedIn(message.status())
                        && (message.attempts().isEmpty() || message.started().isAfter(now))
                ? Optional.of(new MessageChange(
                        Transition.RESCHEDULE.require(QUEUED),
                        due,
                        message.recipients(),
                        message.possibleDuplicate(),
                        true,
                        null))
                : Optional.empty();
    }

    /**
     * Sends a message once more to the recipients who do not have it; also one that was rejected or is unknown, since a person asks.
     *
     * @param asked when; {@code null} for now, or, if it was cancelled before its time, for then
     */
    public static Optional<MessageChange> resend(MessageState message, @Nullable Instant asked, Instant now) {
        boolean complete = message.recipients().stream().allMatch(r -> r.state() == State.SENT);
        if (!Transition.RESEND.isAllowedIn(message.status()) || message.status() == SENT && complete) {
            return Optional.empty();
        }
        boolean early = message.status() == CANCELLED && message.started().isAfter(now);
        return Optional.of(new MessageChange(
                Transition.RESEND.require(QUEUED),
                asked != null ? asked : early ? message.started() : now,
                each(message.recipients(), r -> r.state() == State.SENT ? r : RecipientStatus.pending(r.address())),
                message.possibleDuplicate() || message.mayBeSent(),
                true,
                null));
    }

    /**
     * Settles an unknown message by what a person found out.
     *
     * @param status {@link DeliveryStatus#SENT} or {@link DeliveryStatus#FAILED}
     */
    public static Optional<MessageChange> resolve(MessageState message, DeliveryStatus status) {
        return Transition.RESOLVE.isAllowedIn(message.status())
                ? Optional.of(
                        end(message, Transition.RESOLVE.require(status), status == SENT ? State.SENT : State.FAILED))
                : Optional.empty();
    }

    /**
     * Corrects an attempt by the answer that came after its timeout, and the message with it.
     *
     * @param attempt with its true outcome
     * @param recipients those of the attempt
     * @return empty while a round is under way, and if the attempt is not on record
     */
    public static Optional<MessageChange> correct(
            MessageState before, Attempt attempt, Collection<EmailAddress> recipients, Instant now) {
        if (before.status() == SENDING || before.attempts().stream().noneMatch(a -> a.number() == attempt.number())) {
            return Optional.empty();
        }
        List<RecipientStatus> known =
                each(before.recipients(), r -> recipients.contains(r.address()) ? corrected(r, attempt.outcome()) : r);
        MessageState after = before.with(attempt, known);
        DeliveryStatus status = corrected(after, attempt.outcome() instanceof Sent);
        return Optional.of(new MessageChange(
                status, status == QUEUED ? due(after, now) : null, known, isDoubtful(after), false, attempt));
    }

    private static RecipientStatus corrected(RecipientStatus recipient, Outcome outcome) {
        Outcome own = outcome.of(recipient.address());
        if (own instanceof Sent) {
            return recipient.to(State.SENT, null);
        }
        return own instanceof Rejected && recipient.isOpen() ? recipient.to(State.REFUSED, own.reply()) : recipient;
    }

    /** The status of a message of which more is known than before; never one that denies what was known already. */
    private static DeliveryStatus corrected(MessageState message, boolean taken) {
        return switch (message.status()) {
            // Surely not sent: an accepted message goes on to a provider that takes it.
            case UNKNOWN ->
                Transition.LATE_ANSWER.require(
                        !message.isOpen() ? settled(message) : message.mayBeSent() ? UNKNOWN : QUEUED);
            case QUEUED -> Transition.LATE_ANSWER.require(message.isOpen() ? QUEUED : settled(message));
            case FAILED -> lateSuccess(message, taken || message.isSentToSomebody());
            default -> lateSuccess(message, taken);
        };
    }

    private static DeliveryStatus lateSuccess(MessageState message, boolean taken) {
        return taken && message.status() != SENT ? Transition.LATE_SUCCESS.require(SENT) : message.status();
    }

    private static DeliveryStatus settled(MessageState message) {
        if (message.isSentToSomebody()) {
            return SENT;
        }
        return message.mayBeSent() ? UNKNOWN : REJECTED;
    }

    private static Instant due(MessageState message, Instant now) {
        Instant due = message.due();
        if (message.status() == QUEUED && due != null) {
            return due;
        }
        return message.recipients().stream()
                .filter(RecipientStatus::isOpen)
                .map(r -> r.due() == null ? now : r.due())
                .min(Comparator.naturalOrder())
                .orElse(now);
    }

    /** Removes a mark that turns out to be wrong: one provider took the message, and every other attempt surely did not. */
    private static boolean isDoubtful(MessageState message) {
        return message.possibleDuplicate() && (message.timesTaken() > 1 || message.mayBeSent());
    }

    private static MessageChange end(MessageState message, DeliveryStatus status, State open) {
        return new MessageChange(
                status,
                null,
                each(message.recipients(), r -> r.isOpen() ? r.to(open, r.reply()) : r),
                message.possibleDuplicate(),
                false,
                null);
    }

    private static List<RecipientStatus> each(List<RecipientStatus> recipients, UnaryOperator<RecipientStatus> change) {
        return recipients.stream().map(change).toList();
    }
}
