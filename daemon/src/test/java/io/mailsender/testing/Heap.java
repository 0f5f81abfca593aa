package io.mailsender.testing;

import java.lang.management.ManagementFactory;

/** Measures the heap in use. */
public final class Heap {

    private Heap() {}

    /** In octets, after garbage collection; the lowest of several measurements, since other threads keep running. */
    public static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
