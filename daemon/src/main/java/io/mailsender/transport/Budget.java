package io.mailsender.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** So much of something, given out in the order in which it is asked for. */
final class Budget {

    private final long total;
    private final int maxWaiting;
    private final Deque<Claim> waiting = new ArrayDeque<>();
    private long left;

    Budget(long total, int maxWaiting) {
        this.total = total;
        this.maxWaiting = maxWaiting;
        this.left = total;
    }

    /** @param granted told, in any thread, once what had to be waited for is there */
    Claim claim(Runnable granted) {
        return new Claim(granted);
    }

    /** How much is not given out. */
    synchronized long left() {
        return left;
    }

    /** How many wait. */
    synchronized int waiting() {
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
    enum State {
        NONE,
        WAITING,
        HELD
    }

    /** What one connection has of it. */
    final class Claim {

        private final Runnable granted;
        private long amount;

        /** Only its own connection takes it out of NONE, so that one need not lock to see it. */
        private volatile State state = State.NONE;

        private Claim(Runnable granted) {
            this.granted = granted;
        }

        /** Asks, unless it has or waits already. NONE: too many wait. More than there is at all is cut down to that. */
        State take(long wanted) {
            synchronized (Budget.this) {
                if (state != State.NONE) {
                    return state;
                }
                amount = Math.min(wanted, total);
                if (waiting.isEmpty() && amount <= left) {
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
        void give() {
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
