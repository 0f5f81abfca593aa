package io.mailsender.smtp;

import io.mailsender.smtp.Step.Mode;
import io.mailsender.transport.PortConnection;
import io.netty.channel.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of one connection. Only the channel's thread changes it; any thread may read it. The listener polls it, which is cheaper
 * than a timer per command.
 */
final class SmtpConnection implements PortConnection {

    /** A client is fast enough at 100 kB/s. */
    private static final long NANOS_PER_BYTE = 10_000;

    /** How long a client may take to notice the last reply; its bytes are dropped meanwhile. */
    private static final Duration LINGER = Duration.ofSeconds(10);

    private static final long NEVER = Long.MAX_VALUE / 4;

    private final Channel channel;
    private final SmtpPort port;
    private final Owner owner;
    private @Nullable Wait wait;
    private long received;
    private volatile long since = System.nanoTime();
    private volatile long end;
    private volatile boolean waits;
    private volatile boolean leaving;

    SmtpConnection(Channel channel, SmtpPort port, Owner owner) {
        this.channel = channel;
        this.port = port;
        this.owner = owner;
        waitForClient(port.commandTimeout());
    }

    /** What a deadline is for: another one begins when it changes. */
    private record Wait(Mode mode, int turn, boolean forMemory) {}

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

    /** Adapts the deadline to what the machine waits for. */
    void follow(SmtpMachine machine) {
        BodyReader body = machine.body();
        Wait next = new Wait(machine.mode(), machine.turn(), body != null && body.waitsForMemory());
        if (!next.equals(wait)) {
            wait = next;
            received = 0;
            begin(next);
        }
        if (body != null) {
            end += (body.received() - received) * NANOS_PER_BYTE;
            received = body.received();
        }
    }

    /** The last reply is sent. */
    void linger() {
        waitForClient(LINGER);
    }

    private void begin(Wait next) {
        switch (next.mode()) {
            case BODY -> {
                if (next.forMemory()) {
                    work(SmtpPort.MEMORY_TIMEOUT.toNanos());
                } else {
                    waitForClient(port.dataTimeout());
                }
            }
            // Work has its own deadlines.
            case BUSY -> work(NEVER);
            case COMMAND, CHALLENGE, HANDSHAKE -> waitForClient(port.commandTimeout());
            case CLOSED -> {}
        }
    }

    private void waitForClient(Duration timeout) {
        begin(timeout.toNanos());
        waits = true;
    }

    private void work(long nanos) {
        begin(nanos);
        waits = false;
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
