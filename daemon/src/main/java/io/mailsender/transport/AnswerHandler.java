package io.mailsender.transport;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;

/**
 * Adds the security headers to every answer, turns a {@link Refusal} that another handler writes into an answer, and ends the
 * connection after a last answer. An answer is the last one if it is a refusal, or if it begins before the whole request was let
 * through: the client may go on sending, but not for long.
 */
final class AnswerHandler extends ChannelDuplexHandler {

    private final ConnectionState state;
    private boolean tls;

    /** Whether the current answer is interim (1xx). */
    private boolean interim;

    /** Whether the current answer began before its request was complete. */
    private boolean early;

    private boolean refused;

    AnswerHandler(ConnectionState state) {
        this.state = state;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        tls = ctx.pipeline().get(SslHandler.class) != null;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (state.phase() != Phase.LINGER) {
            ctx.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent) {
            ctx.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (state.phase() == Phase.LINGER) {
            ctx.read();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (refused) {
            // Micronaut's answer to a request that was refused halfway.
            ReferenceCountUtil.release(message);
        } else if (message instanceof Refusal refusal) {
            refuse(ctx, refusal, promise);
        } else {
            answer(ctx, message, promise);
        }
    }

    private void refuse(ChannelHandlerContext ctx, Refusal refusal, ChannelPromise promise) {
        ctx.fireUserEventTriggered(ConnectionEvent.LAST_ANSWER);
        FullHttpResponse response = refusal.response();
        SecurityHeaders.add(response.headers(), tls);
        ctx.writeAndFlush(response, linger(ctx, promise));
        refused = true;
        // Makes Micronaut release the body received so far, as if the client had closed.
        ctx.fireExceptionCaught(new ClosedChannelException());
        ctx.read();
    }

    private void answer(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            begin(response);
        }
        ChannelPromise written = promise;
        if (early && !interim && message instanceof LastHttpContent) {
            ctx.fireUserEventTriggered(ConnectionEvent.LAST_ANSWER);
            written = linger(ctx, promise);
        }
        ctx.write(message, written);
    }

    private void begin(HttpResponse response) {
        interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (interim) {
            return;
        }
        SecurityHeaders.add(response.headers(), tls);
        early = state.phase() == Phase.BODY || state.phase() == Phase.WAIT;
        if (early) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /** A close with unread bytes would reset the connection, and the client might never see the answer. */
    private ChannelPromise linger(ChannelHandlerContext ctx, ChannelPromise promise) {
        state.enter(Phase.LINGER);
        return promise.unvoid().addListener((ChannelFutureListener) written -> shutdownOutput(ctx, written));
    }

    private static void shutdownOutput(ChannelHandlerContext ctx, ChannelFuture written) {
        SslHandler ssl = ctx.pipeline().get(SslHandler.class);
        if (!written.isSuccess()) {
            written.channel().close();
        } else if (ssl != null) {
            ssl.closeOutbound();
        } else if (written.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
    }
}
