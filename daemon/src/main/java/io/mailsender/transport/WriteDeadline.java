package io.mailsender.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;

/** Deadline for a client to read its answers. It runs while Netty holds bytes that the socket did not take. */
final class WriteDeadline {

    private final Channel channel;
    private final long timeout;
    private long written;
    private volatile boolean waiting;
    private volatile long end;

    WriteDeadline(Channel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout.toNanos();
    }

    void wrote(int bytes) {
        // Netty sends what is left of an earlier answer without a call of flushed().
        if (waiting && isAllSent()) {
            waiting = false;
            written = 0;
        }
        written += bytes;
        if (waiting) {
            end += bytes * DeadlineSettings.NANOS_PER_BYTE;
        }
    }

    /** Usually the socket has taken everything by now, and no deadline starts. */
    void flushed() {
        if (isAllSent()) {
            waiting = false;
            written = 0;
        } else if (!waiting) {
            end = System.nanoTime() + timeout + written * DeadlineSettings.NANOS_PER_BYTE;
            waiting = true;
        }
    }

    /** In any thread. */
    boolean isWaiting() {
        return waiting && !isAllSent();
    }

    /** In any thread. */
    boolean mayBeOver(long now) {
        return waiting && now - end > 0;
    }

    /** In the channel's thread. */
    boolean isOver(long now) {
        return mayBeOver(now) && !isAllSent();
    }

    private boolean isAllSent() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null || buffer.totalPendingWriteBytes() == 0;
    }
}
