package io.mailsender.queue;

import org.jspecify.annotations.Nullable;

/** What became of a submission. */
public sealed interface Added {

    /**
     * It is on disk, and will be delivered.
     *
     * @param retryOf the id of the message that its idempotency key stood for before, which has failed for sure
     */
    record Accepted(Lease lease, @Nullable String retryOf) implements Added {

        public Accepted(Lease lease) {
            this(lease, null);
        }
    }

    /** The same request was accepted before, as this message. */
    record Replayed(String id) implements Added {}

    /** The key was used before, for another request. */
    record Conflict() implements Added {}
}
