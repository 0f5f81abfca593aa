package io.mailsender.transport;

import io.mailsender.transport.Deadline.Phase;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one connection answers, and by when its client has to have done its part. A client that is answered before it has sent the
 * whole request is not read for long: the connection ends.
 */
abstract class Answering extends ChannelDuplexHandler {

    private final Deadline deadline;
    private final ReadersDeadline readersDeadline;
    private @Nullable ChannelHandlerContext context;
    private boolean tls;
    private boolean early;
    private boolean interim;
    private boolean refused;
    private volatile boolean leaving;

    Answering(Channel channel, Limits limits) {
        deadline = limits.deadline();
        readersDeadline = limits.readersDeadline(channel);
    }

    /** Drops what waits. */
    abstract void letGo();

    /** Gives back what the request was given. */
    abstract void giveBack();

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        tls = ctx.pipeline().get(SslHandler.class) != null;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (refused) {
            // It has its answer; this is what became of it further on.
            ReferenceCountUtil.release(message);
            return;
        }
        ChannelPromise written = promise;
        if (message instanceof HttpResponse response) {
            head(response);
        }
        if (message instanceof HttpContent content) {
            readersDeadline.wrote(content.content().readableBytes());
        }
        if (early && !interim && message instanceof LastHttpContent) {
            giveBack();
            written = linger(promise.unvoid());
        }
        ctx.write(message, written);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        readersDeadline.flushed();
    }

    final ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    final Phase phase() {
        return deadline.phase();
    }

    final long since() {
        return deadline.since();
    }

    final void enter(Phase phase) {
        deadline.enter(phase);
    }

    final void progress(int bytes) {
        deadline.progress(bytes);
    }

    /** In any thread: whether it is the client's turn to do something. */
    final boolean waitsForItsClient() {
        return !leaving && (phase() != Phase.BUSY && phase() != Phase.WAIT || readersDeadline.isWaiting());
    }

    /**
     * In any thread: ends it for another one, unless it goes on by then.
     *
     * @param done told when one or the other is so
     */
    final void makeRoom(Runnable done) {
        leaving = true;
        context().executor().execute(() -> {
            leaving = false;
            if (waitsForItsClient()) {
                // It may take a moment: until then nobody else needs to make room for the same newcomer.
                leaving = true;
                context().channel().closeFuture().addListener(gone -> done.run());
                context().close();
            } else {
                done.run();
            }
        });
    }

    /** In any thread. */
    final boolean isOverdue(long now) {
        return deadline.isOver(now) || readersDeadline.mayBeOver(now);
    }

    final void overdue() {
        long now = System.nanoTime();
        if (readersDeadline.isOver(now)) {
            context().close();
        } else if (deadline.isOver(now)) {
            switch (phase()) {
                case IDLE, LINGER -> context().close();
                case HEAD, BODY -> refuse(Refusal.SLOW);
                case WAIT -> refuse(Refusal.BUSY);
                case BUSY -> throw new IllegalStateException("work has its own deadlines");
            }
        }
    }

    /** Answers and ends the connection, whatever else comes. */
    final void refuse(Refusal refusal) {
        letGo();
        giveBack();
        FullHttpResponse response = refusal.response();
        SecurityHeaders.add(response.headers(), tls);
        context().writeAndFlush(response, linger(context().newPromise()));
        refused = true;
        // What is there of the body is let go at once, as if the client had gone.
        context().fireExceptionCaught(new ClosedChannelException());
        context().read();
    }

    private void head(HttpResponse response) {
        interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (interim) {
            return;
        }
        SecurityHeaders.add(response.headers(), tls);
        early = phase() == Phase.BODY || phase() == Phase.WAIT;
        if (early) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /** Closing at once, with bytes unread, would reset the connection, and the client might never see the answer. */
    private ChannelPromise linger(ChannelPromise written) {
        enter(Phase.LINGER);
        return written.addListener((ChannelFutureListener) this::saidAll);
    }

    private void saidAll(ChannelFuture written) {
        SslHandler ssl = context().pipeline().get(SslHandler.class);
        if (!written.isSuccess()) {
            written.channel().close();
        } else if (ssl != null) {
            ssl.closeOutbound();
        } else if (written.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
    }
}
