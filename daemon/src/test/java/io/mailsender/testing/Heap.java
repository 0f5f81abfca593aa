package io.mailsender.testing;

import java.lang.management.ManagementFactory;

/** How much memory this JVM holds on to. */
public final class Heap {

    private Heap() {}

    /** In octets, of what is still used; the least of a few looks, since other threads go on meanwhile. */
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
