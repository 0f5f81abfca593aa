package io.mailsender.queue;

import io.mailsender.memory.Budget;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much of the queue this daemon sends at a time. While the processor is busy and many callers wait for their mail to be accepted,
 * that is less: a caller waits, the queue can.
 */
final class Capacity {

    /** How often {@link #adjust} is to be called. */
    static final long ADJUST_MILLIS = 200;

    /** Fewer are nothing unusual: one commit serves them together. */
    private static final int MANY_CALLERS = 16;

    private static final double BUSY = 0.9;

    /** How many messages one look at the queue takes. */
    private static final int POLL_BATCH = 100;

    /** And how many where none are known to wait: new ones have the rest of the room meanwhile. */
    private static final int IDLE_BATCH = 8;

    private final QueueSettings settings;
    private final DoubleSupplier processor;
    private final ContentMemory contents;
    private final int least;
    private final AtomicInteger callers = new AtomicInteger();
    private int underWay;
    private int most;
    /** The highest priority of which messages are due and wait; {@code null} where none do. */
    private @Nullable Priority backlog;
    /** Whether a message has had to wait since it was last looked for those that do. */
    private boolean missed;

    /**
     * @param processor how much of the processor is in use, from 0 to 1
     * @param memory for large mails
     */
    Capacity(QueueSettings settings, DoubleSupplier processor, Budget memory) {
        this.contents = new ContentMemory(memory);
        this.settings = settings;
        this.processor = processor;
        this.least = Math.max(1, settings.concurrency() / 8);
        this.most = settings.concurrency();
    }

    /** How much memory their contents have. */
    ContentMemory contents() {
        return contents;
    }

    /** Somebody waits until this is over. */
    void callerWaitsFor(CompletionStage<?> accepted) {
        callers.incrementAndGet();
        accepted.whenComplete((done, failure) -> callers.decrementAndGet());
    }

    void adjust() {
        double used = processor.getAsDouble();
        synchronized (this) {
            most = used >= BUSY && callers.get() > MANY_CALLERS
                    ? Math.max(least, most / 2)
                    : Math.min(settings.concurrency(), most * 2);
        }
    }

    /**
     * Takes room for a new message, unless there is none, or others of its priority wait.
     *
     * @return whether it may be sent at once; then {@link #leave} is to follow
     */
    synchronized boolean enter(Priority priority) {
        if (backlog != null && backlog.compareTo(priority) <= 0 || free(priority) <= 0) {
            return false;
        }
        underWay++;
        return true;
    }

    /** A message that is due has to wait. */
    synchronized void onQueued(Priority priority) {
        missed = true;
        if (backlog == null || backlog.compareTo(priority) > 0) {
            backlog = priority;
        }
    }

    /** The lowest priority that has room, or {@link Priority#HIGH} where none has. */
    synchronized Priority lowest() {
        return free(Priority.BULK) > 0 ? Priority.BULK : free(Priority.NORMAL) > 0 ? Priority.NORMAL : Priority.HIGH;
    }

    /**
     * Takes room before it is looked for messages that are due, since new ones come meanwhile.
     *
     * @param lowest down to which priority it will be looked
     * @return for how many there is room; {@link #pollFinished} is to follow, and {@link #leave} for each message
     */
    synchronized int reserve(Priority lowest) {
        int room = Math.max(0, Math.min(backlog == null ? IDLE_BATCH : POLL_BATCH, free(lowest)));
        underWay += room;
        missed = false;
        return room;
    }

    /**
     * It has been looked for messages that are due.
     *
     * @param unused how much of the room is not needed
     * @param lowest down to which priority
     * @param more the highest priority of which there may be more; {@code null} where all were taken
     * @return whether to look again at once
     */
    synchronized boolean pollFinished(int unused, Priority lowest, @Nullable Priority more) {
        underWay -= unused;
        if (!missed && (more != null || backlog == null || backlog.compareTo(lowest) <= 0)) {
            backlog = more;
        } else if (more != null) {
            onQueued(more);
        }
        return backlog != null && backlog.compareTo(lowest) <= 0 && (unused > 0 || hasMuchRoom());
    }

    /** @return whether it is worth a look at the queue: messages wait, and half of the room is free */
    synchronized boolean leave() {
        underWay--;
        return backlog != null && hasMuchRoom();
    }

    private boolean hasMuchRoom() {
        return free(Priority.BULK) > underWay;
    }

    private int free(Priority priority) {
        int share = settings.share(priority);
        return (priority == Priority.HIGH ? share : Math.min(share, most)) - underWay;
    }
}
