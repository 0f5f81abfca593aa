package io.mailsender.queue;

import io.mailsender.memory.Budget;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many messages of the queue this node sends at a time, by priority. While the CPU is busy and many callers wait for acceptance, it
 * is less: callers come first, as the queue can wait.
 */
final class Capacity {

    /** How often {@link #adjust} must be called. */
    static final Duration ADJUST_INTERVAL = Duration.ofMillis(200);

    /** So many callers or fewer are normal: one commit serves them together. */
    private static final int MANY_CALLERS = 16;

    private static final double BUSY = 0.9;

    /** The most messages that one poll claims. */
    private static final int POLL_BATCH = 100;

    /** The most while no messages are known to wait: the rest of the capacity is left to new messages. */
    private static final int IDLE_BATCH = 8;

    /** The highest first. */
    private static final List<Priority> PRIORITIES = List.of(Priority.values());

    private final QueueSettings settings;
    private final DoubleSupplier cpuLoad;
    private final ContentMemory contents;
    private final int minLimit;
    private final AtomicInteger callers = new AtomicInteger();
    private int inProgress;
    /** The current limit for all but high priority. */
    private int limit;
    /** The highest priority of the due messages that wait; {@code null} if none do. */
    private @Nullable Priority backlog;
    /** Whether a message was queued since the last poll began. */
    private boolean queuedSincePoll;

    /**
     * @param cpuLoad from 0 to 1; negative if it is not known
     * @param memory for large messages
     */
    Capacity(QueueSettings settings, DoubleSupplier cpuLoad, Budget memory) {
        this.contents = new ContentMemory(memory);
        this.settings = settings;
        this.cpuLoad = cpuLoad;
        this.minLimit = Math.max(1, settings.concurrency() / 8);
        this.limit = settings.concurrency();
    }

    ContentMemory contents() {
        return contents;
    }

    /** Counts a caller who waits until the stage completes. */
    void callerWaitsFor(CompletionStage<?> accepted) {
        callers.incrementAndGet();
        accepted.whenComplete((done, failure) -> callers.decrementAndGet());
    }

    void adjust() {
        double load = cpuLoad.getAsDouble();
        synchronized (this) {
            limit = load >= BUSY && callers.get() > MANY_CALLERS
                    ? Math.max(minLimit, limit / 2)
                    : Math.min(settings.concurrency(), limit * 2);
        }
    }

    /**
     * Takes capacity for a new message, unless there is none or messages of its priority or a higher one wait.
     *
     * @return whether the message may be sent now; then {@link #release} must follow
     */
    synchronized boolean tryAcquire(Priority priority) {
        if (backlog != null && backlog.compareTo(priority) <= 0 || free(priority) <= 0) {
            return false;
        }
        inProgress++;
        return true;
    }

    /** A due message was queued and waits for a poll. */
    synchronized void onQueued(Priority priority) {
        queuedSincePoll = true;
        if (backlog == null || backlog.compareTo(priority) > 0) {
            backlog = priority;
        }
    }

    /** The lowest priority that has capacity; the highest one if none has. */
    synchronized Priority lowest() {
        for (int i = PRIORITIES.size() - 1; i > 0; i--) {
            if (free(PRIORITIES.get(i)) > 0) {
                return PRIORITIES.get(i);
            }
        }
        return PRIORITIES.get(0);
    }

    /**
     * Takes capacity before a poll, since new messages come during the poll.
     *
     * @param lowest the lowest priority that the poll claims
     * @return for how many messages; {@link #pollFinished} must follow, and {@link #release} for each claimed message
     */
    synchronized int reserve(Priority lowest) {
        int reserved = Math.max(0, Math.min(backlog == null ? IDLE_BATCH : POLL_BATCH, free(lowest)));
        inProgress += reserved;
        queuedSincePoll = false;
        return reserved;
    }

    /**
     * Ends a poll.
     *
     * @param unused how much of the reserved capacity is not needed
     * @param lowest the lowest priority that the poll claimed
     * @param more the highest priority of which there may be more messages; {@code null} if all were claimed
     * @return whether to poll again immediately
     */
    synchronized boolean pollFinished(int unused, Priority lowest, @Nullable Priority more) {
        inProgress -= unused;
        if (!queuedSincePoll && (more != null || backlog == null || backlog.compareTo(lowest) <= 0)) {
            backlog = more;
        } else if (more != null) {
            onQueued(more);
        }
        return backlog != null && backlog.compareTo(lowest) <= 0 && (unused > 0 || isHalfFree());
    }

    /** @return whether to poll: messages wait, and half of the capacity is free */
    synchronized boolean release() {
        inProgress--;
        return backlog != null && isHalfFree();
    }

    private boolean isHalfFree() {
        return free(PRIORITIES.get(PRIORITIES.size() - 1)) > inProgress;
    }

    private int free(Priority priority) {
        int share = settings.share(priority);
        return (priority == Priority.HIGH ? share : Math.min(share, limit)) - inProgress;
    }
}
