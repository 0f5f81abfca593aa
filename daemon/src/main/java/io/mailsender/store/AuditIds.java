package io.mailsender.store;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids that grow with the time, and on one node with each entry, and differ between nodes: 48 bits of the time in milliseconds, 16 bits to count, 64 random
 * bits; in hexadecimal digits, which every database sorts alike.
 */
final class AuditIds {

    private static final int COUNTER_BITS = 16;
    private static final long LATEST = (1L << 47) - 1;

    private final SecureRandom random = new SecureRandom();
    private final AtomicLong last = new AtomicLong();

    String next(Instant now) {
        long time = now.toEpochMilli() << COUNTER_BITS;
        return text(
                last.accumulateAndGet(time, (previous, current) -> Math.max(previous + 1, current)), random.nextLong());
    }

    /** The lowest id of this time. A time that no id has, such as one before 1970, is the nearest one. */
    static String first(Instant time) {
        Instant latest = Instant.ofEpochMilli(LATEST);
        long millis = time.isBefore(Instant.EPOCH) ? 0 : time.isAfter(latest) ? LATEST : ceilMillis(time);
        return text(millis << COUNTER_BITS, 0);
    }

    private static long ceilMillis(Instant time) {
        long millis = time.toEpochMilli();
        return Instant.ofEpochMilli(millis).equals(time) ? millis : millis + 1;
    }

    private static String text(long high, long low) {
        return String.format(Locale.ROOT, "%016x%016x", high, low);
    }
}
