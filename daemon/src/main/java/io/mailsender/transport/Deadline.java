package io.mailsender.transport;

import java.time.Duration;

/**
 * What a connection is waiting for, and until when. The connection's thread writes it and the watch reads it: that is much cheaper
 * than a timer, which would have to be set several times for each request.
 */
final class Deadline {

    /** A client is not too slow as long as it keeps up 100 kB a second. */
    static final long NANOS_PER_BYTE = 10_000;

    /** A large upload that was refused may not notice before it is through; reading on, it gets to know why. */
    private static final Duration LINGER = Duration.ofSeconds(30);

    private static final long NEVER = Long.MAX_VALUE / 4;

    private final DeadlineSettings settings;
    private final Duration queue;
    private volatile Phase phase;
    private volatile long since;
    private volatile long end;

    Deadline(DeadlineSettings settings, Duration queue) {
        this.settings = settings;
        this.queue = queue;
        enter(Phase.HEAD);
    }

    /** What a connection does. */
    enum Phase {
        /** There is no request. */
        IDLE,
        /** A request has begun, or the connection has. */
        HEAD,
        /** The headers are there, the body is not. */
        BODY,
        /** It waits until it is its turn. */
        WAIT,
        /** The request is being worked on. */
        BUSY,
        /** It has its last answer; what still comes is dropped. */
        LINGER
    }

    Phase phase() {
        return phase;
    }

    long since() {
        return since;
    }

    void enter(Phase next) {
        long now = System.nanoTime();
        since = now;
        end = now + limit(next);
        phase = next;
    }

    /** So many bytes came. */
    void progress(int bytes) {
        end += bytes * NANOS_PER_BYTE;
    }

    boolean isOver(long now) {
        return now - end > 0;
    }

    private long limit(Phase next) {
        return switch (next) {
            case IDLE -> settings.idleTimeout().toNanos();
            case HEAD -> settings.headTimeout().toNanos();
            case BODY -> settings.bodyTimeout().toNanos();
            case WAIT -> queue.toNanos();
            case BUSY -> NEVER;
            case LINGER -> LINGER.toNanos();
        };
    }
}
