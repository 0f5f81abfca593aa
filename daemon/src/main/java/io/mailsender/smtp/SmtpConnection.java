package io.mailsender.smtp;

import io.mailsender.transport.PortConnection;
import io.netty.channel.Channel;
import java.time.Duration;

/**
 * The deadline of one connection. Only the channel's thread changes it; any thread may read it. The listener polls it, which is cheaper
 * than a timer per command.
 */
final class SmtpConnection implements PortConnection {

    /** A client is fast enough at 100 kB/s. */
    private static final long NANOS_PER_BYTE = 10_000;

    private static final long NEVER = Long.MAX_VALUE / 4;

    private final Channel channel;
    private final Owner owner;
    private volatile long since = System.nanoTime();
    private volatile long end;
    private volatile boolean waits;
    private volatile boolean leaving;

    SmtpConnection(Channel channel, Duration first, Owner owner) {
        this.channel = channel;
        this.owner = owner;
        waitForClient(first);
    }

    /** Who acts on the connection; called in the channel's thread. */
    interface Owner {

        /** The deadline may have passed. */
        void checkDeadline();

        /** Another connection needs the room. */
        void makeRoom();

        /** The daemon stops. */
        void stop();
    }

    /** In any thread: the daemon stops. */
    void stop() {
        channel.eventLoop().execute(owner::stop);
    }

    /** The client has so long to act. */
    void waitForClient(Duration timeout) {
        begin(timeout.toNanos());
        waits = true;
    }

    /** The daemon works, or waits for memory, for at most so long. */
    void work(Duration timeout) {
        begin(timeout.toNanos());
        waits = false;
    }

    /** The daemon works; work has its own deadlines. */
    void work() {
        begin(NEVER);
        waits = false;
    }

    /** More of a message was received. */
    void progress(long bytes) {
        end += bytes * NANOS_PER_BYTE;
    }

    boolean isOverdue() {
        return mayBeOverdue(System.nanoTime());
    }

    private void begin(long nanos) {
        long now = System.nanoTime();
        since = now;
        end = now + nanos;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public long since() {
        return since;
    }

    @Override
    public boolean waitsForClient() {
        return waits;
    }

    @Override
    public boolean mayBeOverdue(long now) {
        return now - end > 0;
    }

    @Override
    public void checkDeadlines() {
        channel.eventLoop().execute(owner::checkDeadline);
    }

    @Override
    public void leave() {
        owner.makeRoom();
    }

    @Override
    public boolean isLeaving() {
        return leaving;
    }

    @Override
    public void setLeaving(boolean leaving) {
        this.leaving = leaving;
    }
}
