package io.mailsender.queue;

import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.provider.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message to accept.
 *
 * @param owner the name of the caller's API key; empty if there are no keys
 * @param due when the first round may start
 * @param key {@code null} if the request has no idempotency key
 * @param first the attempt that the accepting node makes immediately, with a lease; {@code null} if the message is only queued
 * @param suppressed the recipients that are left out, with the reason
 * @param ignoresSuppression whether it is sent to suppressed addresses, too
 */
public record Submission(
        Message message,
        String owner,
        OnUnknown onUnknown,
        Priority priority,
        Instant due,
        @Nullable IdempotencyKey key,
        @Nullable Begun first,
        Map<EmailAddress, Reply> suppressed,
        boolean ignoresSuppression) {

    /** How far in the future a message can be due. */
    public static final Duration MAX_AHEAD = Duration.ofDays(30);

    /**
     * The due time of a message.
     *
     * @param sendAt when the caller wants it sent; {@code null} or in the past for now
     * @throws IllegalArgumentException if that is too far ahead
     */
    public static Instant due(@Nullable Instant sendAt, Instant now) {
        if (sendAt != null && sendAt.isAfter(now.plus(MAX_AHEAD))) {
            throw new IllegalArgumentException("is more than " + MAX_AHEAD.toDays() + " days ahead");
        }
        return sendAt == null || sendAt.isBefore(now) ? now : sendAt;
    }

    public Submission {
        suppressed = Map.copyOf(suppressed);
    }

    /** To all of its recipients. */
    public Submission(
            Message message,
            String owner,
            OnUnknown onUnknown,
            Priority priority,
            Instant due,
            @Nullable IdempotencyKey key,
            @Nullable Begun first) {
        this(message, owner, onUnknown, priority, due, key, first, Map.of(), false);
    }

    public Submission dueAt(Instant later) {
        return new Submission(message, owner, onUnknown, priority, later, key, first, suppressed, ignoresSuppression);
    }

    public Submission withFirst(Begun begun) {
        return new Submission(message, owner, onUnknown, priority, due, key, begun, suppressed, ignoresSuppression);
    }

    public Submission ignoringSuppression(boolean ignores) {
        return new Submission(message, owner, onUnknown, priority, due, key, first, suppressed, ignores);
    }

    /** @param leftOut the recipients that must not be mailed, with the reason */
    public Submission without(Map<EmailAddress, Reply> leftOut) {
        return new Submission(message, owner, onUnknown, priority, due, key, first, leftOut, ignoresSuppression);
    }

    /** All recipients, in the order of the message: pending or suppressed. */
    public List<RecipientStatus> recipients() {
        return message.destination().addresses().stream()
                .map(address -> {
                    Reply reason = suppressed.get(address);
                    return reason == null
                            ? RecipientStatus.pending(address)
                            : new RecipientStatus(address, State.SUPPRESSED, reason);
                })
                .toList();
    }

    /** Whether no recipient is left. */
    public boolean isSuppressed() {
        return recipients().stream().noneMatch(RecipientStatus::isOpen);
    }
}
