package io.mailsender.transport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The open connections of one port. */
final class Connections {

    /** Beyond the limit, so that a health probe gets through all the same. */
    static final int SPARE = 64;

    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger leaving = new AtomicInteger();
    private final int max;

    Connections(int max) {
        this.max = max;
    }

    /**
     * Where there are too many, the one that has waited longest for its client makes room: so neither idle connections nor ones
     * that never finish a request, or never read an answer, can lock others out. It takes a moment to close, and may have gone on
     * by then; so there can be more than the limit for a moment, but never twice as many.
     */
    Room add(Connection connection) {
        open.add(connection);
        int others = count.getAndIncrement() - leaving.get();
        if (others < max) {
            return Room.FREE;
        }
        boolean room = closeOldest(connection);
        if (others > max) {
            room |= closeOldest(connection);
        }
        if (others >= 2 * max + SPARE) {
            return Room.NONE;
        }
        return room ? Room.FREE : others < max + SPARE ? Room.SPARE : Room.NONE;
    }

    int open() {
        return count.get();
    }

    void remove(Connection connection) {
        if (open.remove(connection)) {
            count.decrementAndGet();
        }
    }

    /** Ends what has waited too long for its client. */
    void watch() {
        long now = System.nanoTime();
        for (Connection connection : open) {
            connection.watch(now);
        }
    }

    private boolean closeOldest(Connection newcomer) {
        Connection oldest = null;
        for (Connection connection : open) {
            if (connection != newcomer
                    && connection.waitsForItsClient()
                    && (oldest == null || connection.since() - oldest.since() < 0)) {
                oldest = connection;
            }
        }
        if (oldest != null) {
            leaving.incrementAndGet();
            oldest.makeRoom(leaving::decrementAndGet);
        }
        return oldest != null;
    }

    /** Whether there is room for one more. */
    enum Room {
        FREE,
        SPARE,
        NONE
    }
}
