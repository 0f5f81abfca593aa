package io.mailsender.delivery;

import io.mailsender.common.Rate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * A sliding window: with a limit of n, a turn comes a whole period after the n-th turn before it. So the limit holds in every period,
 * wherever it begins. Turns are given in the order of the calls.
 *
 * <p>Fixed periods, as in resilience4j, allow twice the limit around the border of two periods. A token bucket allows that in its first
 * period, unless its capacity is one; then the second of two mails an hour would wait for half an hour.
 */
final class RateWindow {

    /** For a higher limit, the turns of each such part of the period are kept as one entry, which bounds the memory. */
    private static final int PARTS = 1000;

    private final Clock clock;
    private final Instant start;
    private final Duration periodLength;
    private int limit;
    private final long period;
    private final long part;
    private final Deque<Turn> turns = new ArrayDeque<>();

    /** One or several turns. @param first the time of the first, in nanoseconds since the start; {@code last} likewise */
    private record Turn(long first, long last, int count) {}

    /** @param clock never goes back */
    RateWindow(Rate rate, Clock clock) {
        this.clock = clock;
        this.start = clock.instant();
        this.limit = rate.count();
        this.periodLength = rate.period();
        this.period = rate.period().toNanos();
        this.part = limit <= PARTS ? 0 : period / PARTS;
    }

    /**
     * Takes a turn if it comes soon enough.
     *
     * @param count how many messages or recipients it is for. More than the limit are let through together, and the next turn comes
     *     accordingly later, as Amazon SES counts the recipients of a mail
     * @param maxDelay how long the caller can wait
     * @return how long until the turn. It is taken only if that is at most {@code maxDelay}
     */
    synchronized Duration take(int count, Duration maxDelay) {
        long now = forgetOld();
        if (limit == 0) {
            // Other nodes use all of it. It is unknown until when, so no turn can be given in advance.
            return maxDelay.compareTo(NodeUse.INTERVAL) < 0 ? NodeUse.INTERVAL : maxDelay.plus(NodeUse.INTERVAL);
        }
        long turn = next(now, Math.min(count, limit));
        Duration delay = Duration.ofNanos(turn - now);
        if (delay.compareTo(maxDelay) <= 0) {
            for (int rest = count; rest > 0; rest -= limit, turn += period) {
                add(turn, Math.min(rest, limit));
            }
        }
        return delay;
    }

    /** Changes the limit, as other nodes use a part of it. 0 gives no turns. */
    synchronized void limit(int share) {
        limit = share;
    }

    /** Whether it gives no turns. */
    synchronized boolean isClosed() {
        return limit == 0;
    }

    /** How many turns were given in the period that ends now, or later. */
    synchronized long used() {
        forgetOld();
        return turns.stream().mapToLong(Turn::count).sum();
    }

    Duration period() {
        return periodLength;
    }

    private long forgetOld() {
        long now = ChronoUnit.NANOS.between(start, clock.instant());
        while (!turns.isEmpty() && turns.peekFirst().last() + period <= now) {
            turns.removeFirst();
        }
        return now;
    }

    private long next(long now, int count) {
        long room = limit - count;
        Iterator<Turn> latestFirst = turns.descendingIterator();
        while (latestFirst.hasNext()) {
            Turn turn = latestFirst.next();
            room -= turn.count();
            if (room < 0) {
                return Math.max(Math.max(now, turns.getLast().last()), turn.last() + period);
            }
        }
        return turns.isEmpty() ? now : Math.max(now, turns.getLast().last());
    }

    private void add(long turn, int count) {
        Turn last = turns.peekLast();
        if (last != null && turn - last.first() < part) {
            turns.removeLast();
            turns.addLast(new Turn(last.first(), turn, last.count() + count));
        } else {
            turns.addLast(new Turn(turn, turn, count));
        }
    }
}
