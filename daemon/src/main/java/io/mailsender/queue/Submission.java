package io.mailsender.queue;

import io.mailsender.message.Message;
import io.mailsender.queue.Attempt.Begun;
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

    public Submission dueAt(Instant later) {
        return new Submission(message, owner, onUnknown, priority, later, key, first);
    }

    public Submission withFirst(Begun begun) {
        return new Submission(message, owner, onUnknown, priority, due, key, begun);
    }
}
