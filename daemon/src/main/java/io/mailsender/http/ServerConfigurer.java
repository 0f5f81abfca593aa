package io.mailsender.http;

import io.mailsender.config.ServerSettings;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import jakarta.inject.Singleton;

/** Passes {@link ServerSettings} to Micronaut's server. So the defaults are only there, and not in application.yml as well. */
@Singleton
final class ServerConfigurer implements BeanCreatedEventListener<NettyHttpServerConfiguration>, Ordered {

    private final ServerSettings settings;

    ServerConfigurer(ServerSettings settings) {
        this.settings = settings;
    }

    @Override
    public NettyHttpServerConfiguration onCreated(BeanCreatedEvent<NettyHttpServerConfiguration> event) {
        NettyHttpServerConfiguration server = event.getBean();
        server.setHost(settings.host());
        server.setPort(settings.port());
        server.setMaxRequestSize(settings.maxRequestSize());
        // Micronaut limits buffered bodies separately, by default to 10 MB; we always buffer them.
        server.setMaxRequestBufferSize(settings.maxRequestSize());
        server.setMaxHeaderSize(settings.maxHeaderSize());
        return server;
    }

    /** Other listeners, such as that of the management port, read the host and the port. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
