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
import io.mailsender.provider.Reply;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides every change of a message's status, within the table of {@link Transition}s. The store only writes these decisions. A change
 * is empty if the message's state does not allow it. {@code docs/lifecycle.md} draws the table.
 *
 * <p>{@link RetryPolicy} decides how a round ends, within {@link Transition#END_ROUND}.
 */
public final class MessageLifecycle {

    private MessageLifecycle() {}

    /** The status of a new message. @param hasAttempt whether its first attempt is recorded with it */
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

    /**
     * The recipients of a message that is not retried. Those of an unknown one stay open until it is settled.
     *
     * @param lastReply the last reply about a recipient that failed
     */
    static List<RecipientStatus> ended(
            DeliveryStatus status,
            List<RecipientStatus> recipients,
            Function<RecipientStatus, @Nullable Reply> lastReply) {
        return status == UNKNOWN
                ? open(recipients, r -> r.to(State.PENDING, r.reply()))
                : open(recipients, r -> r.to(State.FAILED, lastReply.apply(r)));
    }

    /** Changes the open recipients alone. */
    private static List<RecipientStatus> open(List<RecipientStatus> recipients, UnaryOperator<RecipientStatus> change) {
        return each(recipients, r -> r.isOpen() ? change.apply(r) : r);
    }

    /** Cancels a message that is not being sent. */
    public static Optional<MessageChange> cancel(MessageState message) {
        return Transition.CANCEL.isAllowedIn(message.status())
                ? Optional.of(end(message, Transition.CANCEL.require(CANCELLED), State.PENDING))
                : Optional.empty();
    }

    /** Changes when a message's first round starts. After an attempt the backoff decides. */
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
     * Sends a message again to the recipients who do not have it. Also allowed for a rejected or unknown one, since a person decides.
     *
     * @param asked when; {@code null} for now, or for its original time if it was cancelled before that
     */
    public static Optional<MessageChange> resend(MessageState message, @Nullable Instant asked, Instant now) {
        boolean complete = message.recipients().stream().allMatch(RecipientStatus::hasMessage);
        if (!Transition.RESEND.isAllowedIn(message.status()) || message.status() == SENT && complete) {
            return Optional.empty();
        }
        boolean early = message.status() == CANCELLED && message.started().isAfter(now);
        return Optional.of(new MessageChange(
                Transition.RESEND.require(QUEUED),
                asked != null ? asked : early ? message.started() : now,
                each(message.recipients(), r -> r.hasMessage() ? r : RecipientStatus.pending(r.address())),
                message.possibleDuplicate() || message.mayBeSent(),
                true,
                null));
    }

    /**
     * Sends a copy of an unknown message, marked, because its provider reported others since and not this one. Once: a message that is
     * marked already has its copy.
     */
    public static Optional<MessageChange> resendAfterSilence(MessageState message, Instant now) {
        if (!Transition.RESEND_AFTER_SILENCE.isAllowedIn(message.status()) || message.possibleDuplicate()) {
            return Optional.empty();
        }
        return Optional.of(new MessageChange(
                Transition.RESEND_AFTER_SILENCE.require(QUEUED), now, message.recipients(), true, true, null));
    }

    /**
     * Settles an unknown message as a person decides.
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
     * Corrects an attempt and its message after a late answer.
     *
     * @param attempt with its true outcome
     * @param recipients the recipients of the attempt
     * @return empty during a round, and if the attempt is not recorded
     */
    public static Optional<MessageChange> correct(
            MessageState before, Attempt attempt, Collection<EmailAddress> recipients, Instant now) {
        Optional<Attempt> recorded = before.attempts().stream()
                .filter(a -> a.number() == attempt.number())
                .findFirst();
        // What is known to be sent stays sent: an answer may come from something between us and the provider.
        if (before.status() == SENDING || recorded.isEmpty() || recorded.get().isSent() && !attempt.isSent()) {
            return Optional.empty();
        }
        List<RecipientStatus> known =
                each(before.recipients(), r -> recipients.contains(r.address()) ? corrected(r, attempt.outcome()) : r);
        MessageState after = before.with(attempt, known);
        DeliveryStatus status = corrected(after, attempt.isSent());
        return Optional.of(new MessageChange(
                status, status == QUEUED ? due(after, now) : null, known, isPossibleDuplicate(after), false, attempt));
    }

    private static RecipientStatus corrected(RecipientStatus recipient, Outcome outcome) {
        Outcome own = outcome.of(recipient.address());
        if (own instanceof Sent) {
            return recipient.to(State.SENT, null);
        }
        return own instanceof Rejected && recipient.isOpen() ? recipient.to(State.REFUSED, own.reply()) : recipient;
    }

    /** The status after a late answer. It never takes back what is certain: a sent message stays sent. */
    private static DeliveryStatus corrected(MessageState message, boolean isSent) {
        return switch (message.status()) {
            // If it is now certain that it was not sent, it is queued for another provider.
            case UNKNOWN ->
                Transition.LATE_ANSWER.require(
                        !message.isOpen() ? settled(message) : message.mayBeSent() ? UNKNOWN : QUEUED);
            case QUEUED -> Transition.LATE_ANSWER.require(message.isOpen() ? QUEUED : settled(message));
            case FAILED -> lateSuccess(message, isSent || message.isPartlySent());
            default -> lateSuccess(message, isSent);
        };
    }

    private static DeliveryStatus lateSuccess(MessageState message, boolean isSent) {
        return isSent && message.status() != SENT ? Transition.LATE_SUCCESS.require(SENT) : message.status();
    }

    private static DeliveryStatus settled(MessageState message) {
        if (message.isPartlySent()) {
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

    /** Whether the mark stays: it is removed if exactly one attempt sent the message and none is unknown. */
    private static boolean isPossibleDuplicate(MessageState message) {
        return message.possibleDuplicate() && (message.sentAttempts() > 1 || message.mayBeSent());
    }

    private static MessageChange end(MessageState message, DeliveryStatus status, State state) {
        return new MessageChange(
                status,
                null,
                open(message.recipients(), r -> r.to(state, r.reply())),
                message.possibleDuplicate(),
                false,
                null);
    }

    private static List<RecipientStatus> each(List<RecipientStatus> recipients, UnaryOperator<RecipientStatus> change) {
        return recipients.stream().map(change).toList();
    }
}
