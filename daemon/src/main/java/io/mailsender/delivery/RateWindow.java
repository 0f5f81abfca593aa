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
 * At most so many in any period, wherever it begins: each turn comes once the one that is so many before it is a whole period ago.
 *
 * <p>Counting by fixed periods, as resilience4j does, lets twice as many through within a moment, at the end of one period and the
 * beginning of the next. A bucket that fills evenly does so in its first period, unless it holds one only; then the second of two
 * mails an hour would wait for half an hour.
 *
 * <p>Turns are given in the order in which they were asked for.
 */
final class RateWindow {

    /** Into so many parts a period is divided where more than that are let through: each is kept as one. */
    private static final int PARTS = 1000;

    private final Clock clock;
    private final Instant start;
    private final int limit;
    private final long period;
    private final long part;
    private final Deque<Turn> turns = new ArrayDeque<>();

    /** @param last the last of those that were let through from {@code first} on, in nanoseconds since the start */
    private record Turn(long first, long last, int count) {}

    /** @param clock never goes back */
    RateWindow(Rate rate, Clock clock) {
        this.clock = clock;
        this.start = clock.instant();
        this.limit = rate.count();
        this.period = rate.period().toNanos();
        this.part = limit <= PARTS ? 0 : period / PARTS;
    }

    /**
     * Takes a turn, where it comes soon enough.
     *
     * @param count for how many; more than the limit have a turn all the same, and whoever is next waits the longer for it, which
     *     is how Amazon SES counts the recipients of a mail
     * @param patience how long the caller will wait
     * @return how long until the turn; it is taken where that is not more than the patience, and else it is not
     */
    synchronized Duration take(int count, Duration patience) {
        long now = ChronoUnit.NANOS.between(start, clock.instant());
        while (!turns.isEmpty() && turns.peekFirst().last() + period <= now) {
            turns.removeFirst();
        }
        long turn = next(now, Math.min(count, limit));
        Duration wait = Duration.ofNanos(turn - now);
        if (wait.compareTo(patience) <= 0) {
            for (int rest = count; rest > 0; rest -= limit, turn += period) {
                add(turn, Math.min(rest, limit));
            }
        }
        return wait;
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
