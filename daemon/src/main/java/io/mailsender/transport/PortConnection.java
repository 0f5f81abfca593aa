package io.mailsender.transport;

import io.netty.channel.Channel;

/** A connection of a {@link ConnectionRegistry}. */
public interface PortConnection {

    Channel channel();

    /** When it began to wait for what it waits for now, as {@link System#nanoTime()}. In any thread. */
    long since();

    /** Whether the client has to act next. In any thread. */
    boolean waitsForClient();

    /** Whether a deadline may have passed. In any thread. */
    boolean mayBeOverdue(long now);

    /** Checks the deadlines. In any thread. */
    void checkDeadlines();

    /** Ends the connection, to make room for another. In the channel's thread. */
    void leave();

    /** Whether the port has chosen this connection to make room for another. */
    boolean isLeaving();

    /** In any thread. */
    void setLeaving(boolean leaving);
}
