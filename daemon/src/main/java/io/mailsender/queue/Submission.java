package io.mailsender.queue;

import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.message.Message;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that is to be accepted.
 *
 * @param owner the name of the API key it came with; empty where there are none
 * @param due when it may be tried first
 * @param key present where the request may be repeated
 * @param first the attempt that the accepting node makes at once, with the lease from the start; {@code null} where it waits for the
 *     dispatcher
 */
public record Submission(
        Message message,
        String owner,
        OnUnknown onUnknown,
        Priority priority,
        Instant due,
        @Nullable IdempotencyKey key,
        @Nullable Begun first) {

    /** How far ahead a message may be handed over. */
    public static final Duration MAX_AHEAD = Duration.ofDays(30);

    /**
     * From when on a message is tried that is to go out then.
     *
     * @throws IllegalArgumentException where that is too far ahead
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
