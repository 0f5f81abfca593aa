package io.mailsender.transport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The open connections of one port: limits their number, and polls their deadlines. All methods may be called in any thread. */
public final class ConnectionRegistry {

    /** Connections beyond the limit, reserved for health probes. */
    static final int SPARE = 64;

    private final Set<PortConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger leaving = new AtomicInteger();
    private final int max;

    /** @param max how many connections may be open */
    public ConnectionRegistry(int max) {
        this.max = max;
    }

    /** Whether there was room for a new connection. */
    public enum Room {
        FREE,
        /** For health probes only. */
        SPARE,
        NONE
    }

    /**
     * Adds a connection. If there are too many, the one that has waited longest for its client is closed: so neither idle clients,
     * nor those that never finish a request or never read an answer, can lock others out. Closing takes a moment, and the chosen
     * connection may go on meanwhile; so there can be more than the limit for a moment, but never more than twice as many, not
     * counting those that are being closed.
     */
    public Room add(PortConnection connection) {
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

    /** How many connections are open. */
    public int open() {
        return count.get();
    }

    /** May be called more than once. */
    public void remove(PortConnection connection) {
        if (open.remove(connection)) {
            count.decrementAndGet();
        }
    }

    /** To be called every now and then. */
    public void pollDeadlines() {
        long now = System.nanoTime();
        for (PortConnection connection : open) {
            if (connection.mayBeOverdue(now)) {
                connection.checkDeadlines();
            }
        }
    }

    /** Calls this for each open connection. */
    public void forEach(Consumer<PortConnection> action) {
        open.forEach(action);
    }

    private boolean closeOldest(PortConnection newcomer) {
        PortConnection oldest = null;
        for (PortConnection connection : open) {
            if (connection != newcomer
                    && !connection.isLeaving()
                    && connection.waitsForClient()
                    && (oldest == null || connection.since() - oldest.since() < 0)) {
                oldest = connection;
            }
        }
        if (oldest != null) {
            close(oldest);
        }
        return oldest != null;
    }

    /** Until the connection is closed, or turns out to have gone on, it makes room for nobody else. */
    private void close(PortConnection oldest) {
        leaving.incrementAndGet();
        oldest.setLeaving(true);
        oldest.channel().eventLoop().execute(() -> {
            if (oldest.waitsForClient()) {
                oldest.channel().closeFuture().addListener(closed -> leaving.decrementAndGet());
                oldest.leave();
            } else {
                oldest.setLeaving(false);
                leaving.decrementAndGet();
            }
        });
    }
}
