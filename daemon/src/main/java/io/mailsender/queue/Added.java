package io.mailsender.queue;

/** What became of a submission. */
public sealed interface Added {

    /** It is on disk, and will be delivered. */
    record Accepted(Lease lease) implements Added {}

    /** The same request was accepted before, as this message. */
    record Replayed(String id) implements Added {}

    /** The key was used before, for another request. */
    record Conflict() implements Added {}
}
