package io.mailsender.smtp;

import io.mailsender.transport.ConnectionRegistry;
import io.mailsender.transport.ConnectionRegistry.Room;
import io.mailsender.transport.PortConnection;
import io.mailsender.transport.Tls;
import io.micronaut.http.netty.channel.EventLoopGroupFactory;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One listening port, with what its connections share. */
final class SmtpPort {

    /** How long a message may wait for memory. */
    static final Duration MEMORY_TIMEOUT = Duration.ofSeconds(10);

    private static final int CLOSE_NOTIFY_MILLIS = 200;

    /** A deadline is kept with this precision. */
    private static final int POLL_MILLIS = 250;

    private static final int BACKLOG = 1024;

    private final ListenerSetting setting;
    private final SmtpSettings settings;
    private final SmtpLimits limits;
    private final SmtpIntake intake;
    private final SmtpAccess access;
    private final SmtpMeters meters;
    private final @Nullable Tls tls;
    private final ConnectionRegistry connections;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private @Nullable Channel listener;
    private @Nullable ScheduledFuture<?> poll;
    private volatile boolean stopping;

    /** @param tls {@code null} if there is no certificate */
    SmtpPort(
            ListenerSetting setting,
            SmtpSettings settings,
            SmtpLimits limits,
            SmtpIntake intake,
            SmtpAccess access,
            SmtpMeters meters,
            @Nullable Tls tls) {
        this.setting = setting;
        this.settings = settings;
        this.limits = limits;
        this.intake = intake;
        this.access = access;
        this.meters = meters;
        this.tls = setting.tls() == ListenerSetting.Mode.NONE ? null : tls;
        connections = new ConnectionRegistry(settings.maxConnections());
    }

    /** @throws SmtpBindException if the port cannot be opened */
    void bind(EventLoopGroupRegistry groups, EventLoopGroupFactory factory) {
        EventLoopGroup group = groups.getDefaultEventLoopGroup();
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channelFactory(() -> factory.serverSocketChannelInstance(
                        groups.getEventLoopGroupConfiguration("default").orElse(null)))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                // A script may close its output behind QUIT and still read the replies.
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (isEncryptedFromTheStart()) {
                            channel.pipeline().addLast(newTlsHandler(channel));
                        }
                        channel.pipeline().addLast(new SmtpHandler(channel, SmtpPort.this));
                    }
                })
                .bind(setting.host(), setting.port())
                .awaitUninterruptibly();
        @Nullable Throwable failure = bound.cause();
        if (failure != null) {
            throw new SmtpBindException(setting, failure);
        }
        listener = bound.channel();
        poll = group.next()
                .scheduleWithFixedDelay(connections::pollDeadlines, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Where it listens. @throws IllegalStateException before {@link #bind} */
    InetSocketAddress address() {
        if (listener == null) {
            throw new IllegalStateException("not bound");
        }
        return (InetSocketAddress) listener.localAddress();
    }

    /** A new connection; it is to be closed if there is no room for it. */
    Room opened(PortConnection connection) {
        meters.opened();
        return connections.add(connection);
    }

    /** Whether it accepts no more connections. */
    boolean isStopping() {
        return stopping;
    }

    SmtpMachine machine(InetSocketAddress client, SmtpOutput out, Executor thread) {
        SmtpDialogue dialogue =
                new SmtpDialogue(intake, access, limits, client, setting.tls() == ListenerSetting.Mode.STARTTLS);
        return new SmtpMachine(dialogue, limits, meters, out, thread);
    }

    boolean isEncryptedFromTheStart() {
        return setting.tls() == ListenerSetting.Mode.IMPLICIT;
    }

    SslHandler newTlsHandler(Channel channel) {
        if (tls == null) {
            throw new IllegalStateException("no certificate");
        }
        SslHandler handler = tls.api().newHandler(channel.alloc());
        // A slow machine may need longer than the default; the deadline for the first command ends it, too.
        handler.setHandshakeTimeoutMillis(commandTimeout().toMillis());
        // A client that does not read would not read the close_notify either.
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
        return handler;
    }

    Duration commandTimeout() {
        return settings.commandTimeout();
    }

    Duration dataTimeout() {
        return settings.dataTimeout();
    }

    void closed(PortConnection connection) {
        meters.closed();
        connections.remove(connection);
        endIfEmpty();
    }

    /** Accepts no more connections, and ends those that are open as soon as they have no message. */
    CompletionStage<Void> stop() {
        stopping = true;
        if (listener == null) {
            ended.complete(null);
            return ended;
        }
        listener.close().addListener(closed -> {
            connections.forEach(connection -> ((SmtpConnection) connection).stop());
            endIfEmpty();
        });
        return ended;
    }

    /** Closes everything. */
    void close() {
        if (listener != null) {
            listener.close();
        }
        if (poll != null) {
            poll.cancel(false);
        }
        connections.forEach(connection -> connection.channel().close());
    }

    private void endIfEmpty() {
        if (stopping && connections.open() == 0) {
            ended.complete(null);
        }
    }
}
