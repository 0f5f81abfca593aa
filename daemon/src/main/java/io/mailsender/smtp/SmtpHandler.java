package io.mailsender.smtp;

import io.mailsender.smtp.SmtpSession.TlsUse;
import io.mailsender.smtp.Step.Mode;
import io.mailsender.transport.ConnectionRegistry.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects one channel with its state machine: holds the bytes that the machine does not take yet, and stops reading if there are many;
 * keeps the deadline; begins TLS.
 */
final class SmtpHandler extends ChannelInboundHandlerAdapter implements SmtpOutput, SmtpConnection.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpHandler.class);

    /** With more than this, nothing is read until the machine has taken it. */
    private static final int MAX_HELD = 16_384;

    private final SocketChannel channel;
    private final SmtpPort port;
    private final SmtpConnection connection;
    private final SmtpMachine machine;
    private ByteBuf held = Unpooled.EMPTY_BUFFER;
    private boolean closing;

    /** Whether the client sends no more, but may still read. */
    private boolean inputEnded;

    SmtpHandler(SocketChannel channel, SmtpPort port) {
        this.channel = channel;
        this.port = port;
        machine = port.machine(channel.remoteAddress(), this, channel.eventLoop());
        connection = new SmtpConnection(channel, port, this);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (port.opened(connection) != Room.FREE) {
            end("4.7.0", "Too many connections; try again later");
        } else if (port.isStopping()) {
            end("4.3.2", "Shutting down");
        } else if (!port.isEncryptedFromTheStart()) {
            machine.start();
        }
        settle();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
        feed();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        settle();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            resume();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        machine.gone();
        drop();
        port.closed(connection);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (closing) {
                channel.close();
            }
            settle();
        } else if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess() && !closing) {
            SSLSession session = ctx.pipeline().get(SslHandler.class).engine().getSession();
            machine.encrypted(new TlsUse(session.getProtocol(), session.getCipherSuite()));
            if (port.isEncryptedFromTheStart()) {
                machine.start();
            }
            settle();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("SMTP: connection closed: {}", cause.toString());
        channel.close();
    }

    @Override
    public boolean isReady() {
        return channel.isWritable();
    }

    @Override
    public void reply(SmtpReply reply) {
        channel.write(Unpooled.wrappedBuffer(reply.bytes()), channel.voidPromise());
    }

    @Override
    public void startTls() {
        // The reply is already below the handler that is added.
        channel.flush();
        channel.pipeline().addFirst(port.newTlsHandler(channel));
    }

    @Override
    public void close() {
        closing = true;
        drop();
        connection.linger();
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) this::shutdownOutput);
    }

    @Override
    public void resume() {
        feed();
        settle();
    }

    @Override
    public void checkDeadline() {
        if (!connection.isOverdue() || !channel.isActive()) {
            return;
        }
        BodyReader body = machine.body();
        if (closing || machine.mode() == Mode.BUSY) {
            channel.close();
        } else if (body != null && body.waitsForMemory()) {
            body.giveUpMemory();
            resume();
        } else {
            end("4.4.2", "Timeout");
        }
    }

    @Override
    public void makeRoom() {
        if (closing) {
            channel.close();
        } else {
            end("4.7.0", "Closed after a long wait, since there are many connections");
        }
    }

    @Override
    public void stop() {
        machine.stop();
        settle();
    }

    /** Ends the connection with a last reply, which nobody could read before the handshake is done. */
    private void end(String enhanced, String text) {
        SslHandler ssl = channel.pipeline().get(SslHandler.class);
        if (ssl != null && !ssl.handshakeFuture().isDone()) {
            closing = true;
            channel.close();
        } else {
            machine.end(421, enhanced, text);
        }
    }

    private void feed() {
        if (held.isReadable()) {
            ByteBuffer in = held.nioBuffer();
            int before = in.position();
            machine.feed(in);
            held.skipBytes(Math.min(in.position() - before, held.readableBytes()));
        }
        if (!held.isReadable()) {
            drop();
        }
    }

    /** Sends the replies, and waits for what comes next. */
    private void settle() {
        if (closing) {
            return;
        }
        channel.flush();
        channel.config().setAutoRead(held.readableBytes() <= MAX_HELD);
        if (inputEnded && !held.isReadable() && machine.mode() != Mode.BUSY) {
            closing = true;
            channel.close();
            return;
        }
        connection.follow(machine);
    }

    private void drop() {
        ByteBuf last = held;
        held = Unpooled.EMPTY_BUFFER;
        last.release();
    }

    /** A close with unread bytes would reset the connection, and the client might never see the last reply. */
    private void shutdownOutput(ChannelFuture written) {
        SslHandler ssl = channel.pipeline().get(SslHandler.class);
        if (!written.isSuccess()) {
            channel.close();
        } else if (ssl != null) {
            ssl.closeOutbound();
        } else {
            channel.shutdownOutput();
        }
    }
}
