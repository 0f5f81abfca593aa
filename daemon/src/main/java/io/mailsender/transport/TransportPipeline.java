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

/** Adds TLS and the three handlers to the pipeline of every connection, the handlers behind the HTTP decoder. */
@Singleton
final class TransportPipeline implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

    private static final int CLOSE_NOTIFY_MILLIS = 200;

    /** A deadline is kept with this precision. */
    private static final int POLL_MILLIS = 250;

    private static final String ANSWER = "mail-sender-answer";
    private static final String DEADLINE = "mail-sender-deadline";
    private static final String ADMISSION = "mail-sender-admission";

    private final AdmissionControl control;
    private final DeadlineSettings deadlines;
    private final AdmissionSettings admission;
    private final @Nullable Tls tls;
    private final @Nullable Integer managementPort;

    /** @param tls {@code null} if the daemon speaks plain HTTP */
    TransportPipeline(
            AdmissionControl control,
            DeadlineSettings deadlines,
            AdmissionSettings admission,
            @Nullable Tls tls,
            ManagementSettings management) {
        this.control = control;
        this.deadlines = deadlines;
        this.admission = admission;
        this.tls = tls;
        managementPort = management.managementPort();
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new Root());
        return event.getBean();
    }

    private void install(Channel channel, ConnectionRegistry port) {
        if (tls != null) {
            SslContext context = isManagement(channel) ? tls.management() : tls.api();
            SslHandler handler = context.newHandler(channel.alloc());
            // A client that does not read would not read the close_notify either.
            handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
            channel.pipeline().addFirst(ChannelPipelineCustomizer.HANDLER_SSL, handler);
        }
        // Makes Netty cache the address: it is read after the end, too, when the socket no longer knows it.
        channel.remoteAddress();
        ConnectionState state = new ConnectionState(channel, deadlines, admission.queueTimeout());
        channel.pipeline()
                .addAfter(ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC, ANSWER, new AnswerHandler(state))
                .addAfter(ANSWER, DEADLINE, new DeadlineHandler(state))
                .addAfter(DEADLINE, ADMISSION, new AdmissionHandler(state, control, port));
    }

    private boolean isManagement(Channel channel) {
        return managementPort != null
                && channel.localAddress() instanceof InetSocketAddress local
                && local.getPort() == managementPort;
    }

    private final class Root implements NettyServerCustomizer {
        @Override
        public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            return role == ChannelRole.LISTENER ? new Port(channel) : this;
        }
    }

    private final class Port implements NettyServerCustomizer {

        private final ConnectionRegistry connections = control.newPort();

        Port(Channel listener) {
            listener.eventLoop()
                    .scheduleWithFixedDelay(
                            connections::pollDeadlines, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            return role == ChannelRole.CONNECTION ? new Opened(channel, connections) : this;
        }
    }

    private final class Opened implements NettyServerCustomizer {

        private final Channel channel;
        private final ConnectionRegistry port;

        Opened(Channel channel, ConnectionRegistry port) {
            this.channel = channel;
            this.port = port;
        }

        @Override
        public void onStreamPipelineBuilt() {
            install(channel, port);
        }
    }
}
