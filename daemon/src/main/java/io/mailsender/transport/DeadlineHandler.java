package io.mailsender.transport;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;

/**
 * Keeps the deadlines of a connection: notices when a request begins and how much of an answer is unread, and closes the connection
 * or refuses the request once a deadline has passed.
 */
final class DeadlineHandler extends ChannelDuplexHandler {

    private final ConnectionState state;

    /** Whether the bytes of the current read completed at least one message. */
    private boolean decoded;

    DeadlineHandler(ConnectionState state) {
        this.state = state;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        decoded = true;
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!decoded && state.phase() == Phase.IDLE) {
            state.enter(Phase.HEAD);
        }
        decoded = false;
        ctx.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpContent content) {
            state.writeDeadline().wrote(content.content().readableBytes());
        }
        ctx.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        state.writeDeadline().flushed();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ConnectionEvent.OVERDUE) {
            checkDeadlines(ctx);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void checkDeadlines(ChannelHandlerContext ctx) {
        long now = System.nanoTime();
        if (state.writeDeadline().isOver(now)) {
            ctx.close();
        } else if (state.isPhaseOver(now)) {
            switch (state.phase()) {
                case IDLE, LINGER -> ctx.close();
                case HEAD, BODY -> ctx.write(Refusal.SLOW);
                case WAIT -> ctx.write(Refusal.BUSY);
                case BUSY -> throw new IllegalStateException("work has its own deadlines");
            }
        }
    }
}
