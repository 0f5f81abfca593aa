package io.mailsender.figure;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attempts at one provider in the last hour, by the minute. It needs the same memory however many there are. */
final class AttemptRing {

    private static final int MINUTES = 60;
    private static final int SHORT = 5;

    /** The upper bounds of durations grow by 10%, from 1 ms to over an hour. */
    private static final double GROWTH = 1.1;

    private static final int STEPS = 160;
    private static final String SENT = "sent";

    /** An attempt without an answer has the duration of a time limit. */
    private static final String UNKNOWN = "unknown";

    private final Instant start;
    private final Slot[] slots = new Slot[MINUTES];
    private @Nullable Instant lastSent;

    AttemptRing(Instant start) {
        this.start = start;
    }

    /** A minute. */
    private static final class Slot {

        private final long minute;
        private final Map<String, Long> outcomes = new HashMap<>();
        private final int[] durations = new int[STEPS];

        Slot(long minute) {
            this.minute = minute;
        }
    }

    synchronized void add(Instant at, String outcome, Duration duration) {
        long minute = minute(at);
        int place = (int) Math.floorMod(minute, (long) MINUTES);
        Slot slot = slots[place];
        if (slot == null || slot.minute != minute) {
            slot = new Slot(minute);
            slots[place] = slot;
        }
        slot.outcomes.merge(outcome, 1L, Long::sum);
        if (!outcome.equals(UNKNOWN)) {
            slot.durations[step(duration)]++;
        }
        if (outcome.equals(SENT)) {
            lastSent = at;
        }
    }

    synchronized RecentAttempts at(Instant now) {
        Map<String, Long> fiveMinutes = outcomes(now, SHORT);
        long[] durations = new long[STEPS];
        for (Slot slot : slots) {
            for (int i = 0; isWithin(slot, now, MINUTES) && i < STEPS; i++) {
                durations[i] += slot.durations[i];
            }
        }
        Instant hour = Instant.ofEpochSecond((minute(now) - MINUTES + 1) * 60);
        return new RecentAttempts(
                start.isAfter(hour) ? start : hour,
                fiveMinutes,
                outcomes(now, MINUTES),
                fiveMinutes.getOrDefault(SENT, 0L) / minutes(now),
                quantile(durations, 0.5),
                quantile(durations, 0.95),
                lastSent);
    }

    /** How long the last five minutes are: the present one is not over, and this node may have just started. */
    private double minutes(Instant now) {
        Instant begin = Instant.ofEpochSecond((minute(now) - SHORT + 1) * 60);
        Duration counted = Duration.between(start.isAfter(begin) ? start : begin, now);
        return Math.max(1, counted.toMillis() / 60_000d);
    }

    private Map<String, Long> outcomes(Instant now, int minutes) {
        Map<String, Long> sums = new HashMap<>();
        for (Slot slot : slots) {
            if (isWithin(slot, now, minutes)) {
                slot.outcomes.forEach((outcome, count) -> sums.merge(outcome, count, Long::sum));
            }
        }
        return sums;
    }

    private static boolean isWithin(@Nullable Slot slot, Instant now, int minutes) {
        return slot != null && slot.minute > minute(now) - minutes && slot.minute <= minute(now);
    }

    private static long minute(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 60L);
    }

    private static int step(Duration duration) {
        double steps = Math.log(Math.max(1, duration.toMillis())) / Math.log(GROWTH);
        return Math.min(STEPS - 1, (int) Math.round(steps));
    }

    private static @Nullable Long quantile(long[] durations, double part) {
        long all = 0;
        for (long count : durations) {
            all += count;
        }
        long before = (long) Math.ceil(all * part);
        for (int i = 0; all > 0 && i < STEPS; i++) {
            before -= durations[i];
            if (before <= 0) {
                return Math.round(Math.pow(GROWTH, i));
            }
        }
        return null;
    }
}
