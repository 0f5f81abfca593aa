package io.mailsender.transport;

import io.netty.channel.Channel;
import java.time.Duration;

/**
 * State of one connection that its handlers and its port share: the phase, the deadline of the phase, and the deadline for reading
 * answers. Only the channel's thread changes it; any thread may read it. The port polls the deadlines: that is much cheaper than a
 * timer, which each request would set several times.
 */
final class ConnectionState implements PortConnection {

    /** A refused client may notice the refusal only after it has sent a large body; until then its bytes are read and dropped. */
    private static final Duration LINGER = Duration.ofSeconds(30);

    private static final long NEVER = Long.MAX_VALUE / 4;

    private final Channel channel;
    private final DeadlineSettings settings;
    private final Duration queueTimeout;
    private final WriteDeadline writeDeadline;
    private volatile Phase phase;
    private volatile long since;
    private volatile long end;
    private volatile boolean leaving;

    ConnectionState(Channel channel, DeadlineSettings settings, Duration queueTimeout) {
        this.channel = channel;
        this.settings = settings;
        this.queueTimeout = queueTimeout;
        writeDeadline = new WriteDeadline(channel, settings.writeTimeout());
        enter(Phase.HEAD);
    }

    @Override
    public Channel channel() {
        return channel;
    }

    WriteDeadline writeDeadline() {
        return writeDeadline;
    }

    Phase phase() {
        return phase;
    }

    /** When the phase began, as {@link System#nanoTime()}. */
    @Override
    public long since() {
        return since;
    }

    void enter(Phase next) {
        long now = System.nanoTime();
        since = now;
        end = now + limit(next);
        phase = next;
    }

    /** Extends the deadline of the phase for bytes of a body that were let through. */
    void progress(int bytes) {
        end += bytes * DeadlineSettings.NANOS_PER_BYTE;
    }

    boolean isPhaseOver(long now) {
        return now - end > 0;
    }

    /** May be true too early: only the channel's thread sees exactly whether an answer was read. */
    @Override
    public boolean mayBeOverdue(long now) {
        return isPhaseOver(now) || writeDeadline.mayBeOver(now);
    }

    /** Whether the client has to act next: send something, or read its answer. */
    @Override
    public boolean waitsForClient() {
        return phase != Phase.BUSY && phase != Phase.WAIT || writeDeadline.isWaiting();
    }

    @Override
    public void checkDeadlines() {
        channel.pipeline().fireUserEventTriggered(ConnectionEvent.OVERDUE);
    }

    @Override
    public void leave() {
        channel.close();
    }

    @Override
    public boolean isLeaving() {
        return leaving;
    }

    @Override
    public void setLeaving(boolean leaving) {
        this.leaving = leaving;
    }

    private long limit(Phase next) {
        return switch (next) {
            case IDLE -> settings.idleTimeout().toNanos();
            case HEAD -> settings.headTimeout().toNanos();
            case BODY -> settings.bodyTimeout().toNanos();
            case WAIT -> queueTimeout.toNanos();
            case BUSY -> NEVER;
            case LINGER -> LINGER.toNanos();
        };
    }
}
