package io.mailsender.queue;

import org.jspecify.annotations.Nullable;

/** The result of adding a submission to the store. */
public sealed interface Added {

    /**
     * The message is on disk and will be delivered.
     *
     * @param retryOf the id of the message that its idempotency key named before and that certainly failed; {@code null} if none
     */
    record Accepted(Lease lease, @Nullable String retryOf) implements Added {

        public Accepted(Lease lease) {
            this(lease, null);
        }
    }

    /** The same request was accepted before as this message. */
    record Replayed(String id) implements Added {}

    /** The idempotency key was used for another request. */
    record Conflict() implements Added {}
}
