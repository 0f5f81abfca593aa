package io.mailsender.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A fixed amount of something, granted in the order of the requests. Thread-safe. */
public final class Budget {

    /**
     * Messages and requests of at most this many bytes claim no memory. Their number is limited, so they need little together, and most
     * mails are that small and must not wait behind large ones.
     */
    public static final int FREE_BYTES = 64 * 1024;

    private final long total;
    private final int maxWaiting;
    private final long little;
    private final Deque<Claim> waiting = new ArrayDeque<>();
    private long left;

    public Budget(long total, int maxWaiting) {
        this(total, maxWaiting, 0);
    }

    /**
     * @param maxWaiting how many claims may wait; further ones are refused
     * @param little a claim for at most this amount does not queue behind waiting ones
     */
    public Budget(long total, int maxWaiting, long little) {
        this.total = total;
        this.maxWaiting = maxWaiting;
        this.little = little;
        this.left = total;
    }

    /** @param granted called once a claim that waited is granted; in any thread */
    public Claim claim(Runnable granted) {
        return new Claim(granted);
    }

    /** The whole amount; no claim gets more. */
    public long total() {
        return total;
    }

    /** The amount that is not granted. */
    public synchronized long left() {
        return left;
    }

    /** How many claims wait. */
    public synchronized int waiting() {
        return waiting.size();
    }

    private synchronized @Nullable Claim next() {
        Claim first = waiting.peek();
        if (first == null || first.amount > left) {
            return null;
        }
        waiting.remove();
        left -= first.amount;
        first.state = State.HELD;
        return first;
    }

    /** The state of a claim. */
    public enum State {
        NONE,
        WAITING,
        HELD
    }

    /** One user's share of the budget. */
    public final class Claim {

        private final Runnable granted;
        private long amount;

        /** Only the claim's own user moves it out of NONE, so NONE can be read without a lock. */
        private volatile State state = State.NONE;

        private Claim(Runnable granted) {
            this.granted = granted;
        }

        public State state() {
            return state;
        }

        /** The amount that is held or waited for. */
        public long amount() {
            synchronized (Budget.this) {
                return amount;
            }
        }

        /**
         * Requests an amount, unless one is held or waited for already.
         *
         * @param wanted reduced to {@link #total()} if it is larger
         * @return NONE if too many claims wait
         */
        public State take(long wanted) {
            synchronized (Budget.this) {
                if (state != State.NONE) {
                    return state;
                }
                amount = Math.min(wanted, total);
                if ((waiting.isEmpty() || amount <= little) && amount <= left) {
                    left -= amount;
                    state = State.HELD;
                } else if (waiting.size() < maxWaiting) {
                    waiting.add(this);
                    state = State.WAITING;
                }
                return state;
            }
        }

        /** Returns the amount, or stops waiting. May be called at any time. */
        public void give() {
            if (state == State.NONE) {
                return;
            }
            synchronized (Budget.this) {
                if (state == State.HELD) {
                    left += amount;
                } else {
                    waiting.remove(this);
                }
                state = State.NONE;
            }
            for (Claim next = next(); next != null; next = next()) {
                next.granted.run();
            }
        }
    }
}
