package io.mailsender.delivery;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Counts on from a given time with {@link System#nanoTime()}, so that setting the machine's clock does not affect it. */
public final class SteadyClock extends Clock {

    private final Instant start;
    private final long startNanos = System.nanoTime();

    public SteadyClock(Instant start) {
        this.start = start;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
