package io.mailsender.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** So much of something, given out in the order in which it is asked for. */
public final class Budget {

    private final long total;
    private final int maxWaiting;
    private final long little;
    private final Deque<Claim> waiting = new ArrayDeque<>();
    private long left;

    public Budget(long total, int maxWaiting) {
        this(total, maxWaiting, 0);
    }

    /**
     * @param maxWaiting how many may wait; more than that are refused
     * @param little whoever wants no more than that passes those who wait for more
     */
    public Budget(long total, int maxWaiting, long little) {
        this.total = total;
        this.maxWaiting = maxWaiting;
        this.little = little;
        this.left = total;
    }

    /** @param granted told, in any thread, once what had to be waited for is there */
    public Claim claim(Runnable granted) {
        return new Claim(granted);
    }

    /** How much there is: more than that can nobody have. */
    public long total() {
        return total;
    }

    /** How much is not given out. */
    public synchronized long left() {
        return left;
    }

    /** How many wait. */
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

    /** What became of asking. */
    public enum State {
        NONE,
        WAITING,
        HELD
    }

    /** What one connection has of it. */
    public final class Claim {

        private final Runnable granted;
        private long amount;

        /** Only its own connection takes it out of NONE, so that one need not lock to see it. */
        private volatile State state = State.NONE;

        private Claim(Runnable granted) {
            this.granted = granted;
        }

        public State state() {
            return state;
        }

        /** How much it has, or waits for. */
        public long amount() {
            synchronized (Budget.this) {
                return amount;
            }
        }

        /** Asks, unless it has or waits already. NONE: too many wait. More than there is at all is cut down to that. */
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

        /** Gives it back, or stops waiting. May be called at any time. */
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
