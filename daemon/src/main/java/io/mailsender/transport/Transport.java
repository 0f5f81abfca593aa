package io.mailsender.transport;

import io.mailsender.config.ManagementSettings;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Puts a {@link Connection} into every connection, behind the HTTP decoder. */
@Singleton
final class Transport implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

    private static final int FAREWELL_MILLIS = 200;

    /** A deadline is kept to this. */
    private static final int WATCH_MILLIS = 250;

    private final Limits limits;
    private final @Nullable Tls tls;
    private final @Nullable Integer managementPort;

    /** @param tls {@code null} where the daemon speaks none */
    Transport(Limits limits, @Nullable Tls tls, ManagementSettings management) {
        this.limits = limits;
        this.tls = tls;
        managementPort = management.managementPort();
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new Root());
        return event.getBean();
    }

    private final class Root implements NettyServerCustomizer {
        @Override
        public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            return role == ChannelRole.LISTENER ? new Port(channel) : this;
        }
    }

    private final class Port implements NettyServerCustomizer {

        private final Connections connections = limits.connections();

        Port(Channel listener) {
            listener.eventLoop()
                    .scheduleWithFixedDelay(connections::watch, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            return role == ChannelRole.CONNECTION ? new Opened(channel, connections) : this;
        }
    }

    private final class Opened implements NettyServerCustomizer {

        private final Channel channel;
        private final Connections connections;

        Opened(Channel channel, Connections connections) {
            this.channel = channel;
            this.connections = connections;
        }

        @Override
        public void onStreamPipelineBuilt() {
            if (tls != null) {
                SslContext context = isManagement() ? tls.management() : tls.api();
                SslHandler handler = context.newHandler(channel.alloc());
                // A client that does not read would not read the farewell either.
                handler.setCloseNotifyFlushTimeoutMillis(FAREWELL_MILLIS);
                channel.pipeline().addFirst(ChannelPipelineCustomizer.HANDLER_SSL, handler);
            }
            channel.pipeline()
                    .addAfter(
                            ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC,
                            "mail-sender",
                            new Connection(channel, limits, connections));
        }

        private boolean isManagement() {
            return managementPort != null
                    && channel.localAddress() instanceof InetSocketAddress local
                    && local.getPort() == managementPort;
        }
    }
}
