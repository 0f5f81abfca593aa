package io.mailsender.queue;

import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.message.Message;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message to accept.
 *
 * @param owner the name of the caller's API key; empty if there are no keys
 * @param due when the first round may start
 * @param key {@code null} if the request has no idempotency key
 * @param first the attempt that the accepting node makes immediately, with a lease; {@code null} if the message is only queued
 */
public record Submission(
        Message message,
        String owner,
        OnUnknown onUnknown,
        Priority priority,
        Instant due,
        @Nullable IdempotencyKey key,
        @Nullable Begun first) {

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

    public Submission dueAt(Instant later) {
        return new Submission(message, owner, onUnknown, priority, later, key, first);
    }

    public Submission withFirst(Begun begun) {
        return new Submission(message, owner, onUnknown, priority, due, key, begun);
    }
}
