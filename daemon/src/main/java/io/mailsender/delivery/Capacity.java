package io.mailsender.delivery;

import io.mailsender.queue.Priority;
import io.mailsender.queue.QueueSettings;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much of the queue this daemon sends at a time. While the processor is busy and many callers wait for their mail to be accepted,
 * that is less: a caller waits, the queue can.
 */
final class Capacity {

    /** Fewer are nothing unusual: one commit serves them together. */
    private static final int MANY_CALLERS = 16;

    private static final double BUSY = 0.9;

    private final QueueSettings settings;
    private final DoubleSupplier processor;
    private final int least;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger callers = new AtomicInteger();
    private volatile int most;
    /** The highest priority of which messages are due and wait; {@code null} where none do. */
    private volatile @Nullable Priority backlog;

    /** @param processor how much of the processor is in use, from 0 to 1 */
    Capacity(QueueSettings settings, DoubleSupplier processor) {
        this.settings = settings;
        this.processor = processor;
        this.least = Math.max(1, settings.concurrency() / 8);
        this.most = settings.concurrency();
    }

    /** Somebody waits until this is over. */
    void callerWaitsFor(CompletionStage<?> accepted) {
        callers.incrementAndGet();
        accepted.whenComplete((done, failure) -> callers.decrementAndGet());
    }

    /** To be called a few times a second. */
    void adjust() {
        double used = processor.getAsDouble();
        most = used >= BUSY && callers.get() > MANY_CALLERS
                ? Math.max(least, most / 2)
                : Math.min(settings.concurrency(), most * 2);
    }

    /** How many more messages of this priority may be under way. */
    int free(Priority priority) {
        int share = settings.share(priority);
        return (priority == Priority.HIGH ? share : Math.min(share, most)) - underWay.get();
    }

    /** Whether a new message may be sent at once, rather than after others that wait. */
    boolean admits(Priority priority) {
        Priority waiting = backlog;
        return (waiting == null || waiting.compareTo(priority) > 0) && free(priority) > 0;
    }

    /** A message that is due has to wait. */
    void mailWaits(Priority priority) {
        Priority waiting = backlog;
        if (waiting == null || waiting.compareTo(priority) > 0) {
            backlog = priority;
        }
    }

    /** The lowest priority that has room, or {@link Priority#HIGH} where none has. */
    Priority lowest() {
        return free(Priority.BULK) > 0 ? Priority.BULK : free(Priority.NORMAL) > 0 ? Priority.NORMAL : Priority.HIGH;
    }

    /**
     * It has been looked for messages that are due.
     *
     * @param lowest down to which priority
     * @param more the highest priority of which there may be more; {@code null} where all were taken
     */
    void looked(Priority lowest, @Nullable Priority more) {
        Priority waiting = backlog;
        backlog = more != null || waiting == null || waiting.compareTo(lowest) <= 0 ? more : waiting;
    }

    void enter() {
        underWay.incrementAndGet();
    }

    /** @return whether it is worth a look at the queue: messages wait, and half of the room is free */
    boolean leave() {
        int others = underWay.decrementAndGet();
        return backlog != null && free(Priority.BULK) > others;
    }
}
