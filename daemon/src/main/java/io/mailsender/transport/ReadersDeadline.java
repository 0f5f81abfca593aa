package io.mailsender.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;

/** Until when a client has to have read its answer. */
final class ReadersDeadline {

    private final Channel channel;
    private final long timeout;
    private long written;
    private volatile boolean waiting;
    private volatile long end;

    ReadersDeadline(Channel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout.toNanos();
    }

    void wrote(int bytes) {
        // What was left of the answer before goes out without passing here.
        if (waiting && isGone()) {
            waiting = false;
            written = 0;
        }
        written += bytes;
        if (waiting) {
            end += bytes * Deadline.NANOS_PER_BYTE;
        }
    }

    /** Mostly everything is gone by now, and there is nothing to wait for. */
    void flushed() {
        if (isGone()) {
            waiting = false;
            written = 0;
        } else if (!waiting) {
            end = System.nanoTime() + timeout + written * Deadline.NANOS_PER_BYTE;
            waiting = true;
        }
    }

    /** In any thread. */
    boolean isWaiting() {
        return waiting && !isGone();
    }

    /** In any thread. */
    boolean mayBeOver(long now) {
        return waiting && now - end > 0;
    }

    /** In the channel's thread. */
    boolean isOver(long now) {
        return mayBeOver(now) && !isGone();
    }

    private boolean isGone() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null || buffer.totalPendingWriteBytes() == 0;
    }
}
