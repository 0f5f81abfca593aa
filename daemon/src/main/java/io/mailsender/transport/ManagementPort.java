package io.mailsender.transport;

import io.mailsender.config.ManagementSettings;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration.NettyListenerConfiguration;
import io.micronaut.management.endpoint.EndpointDefaultConfiguration;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;

/** A separate port for health and metrics, with its own address: Micronaut alone would open it at the address of the API. */
final class ManagementPort {

    private ManagementPort() {}

    /** Opens the port. */
    @Singleton
    @Requires(property = "server.management-port")
    static final class Listener implements BeanCreatedEventListener<NettyHttpServerConfiguration> {

        private final ManagementSettings settings;

        Listener(ManagementSettings settings) {
            this.settings = settings;
        }

        @Override
        public NettyHttpServerConfiguration onCreated(BeanCreatedEvent<NettyHttpServerConfiguration> event) {
            NettyHttpServerConfiguration server = event.getBean();
            NettyListenerConfiguration management = listener(
                    settings.managementHost(), Objects.requireNonNull(settings.managementPort()), "management");
            management.setExposeDefaultRoutes(false);
            // It answers health probes until the process ends.
            management.setSupportGracefulShutdown(false);
            server.setListeners(List.of(
                    listener(server.getHost().orElseThrow(), server.getPort().orElse(0), "api"), management));
            return server;
        }

        private static NettyListenerConfiguration listener(String host, int port, String name) {
            NettyListenerConfiguration listener = new NettyListenerConfiguration(name);
            listener.setHost(host);
            listener.setPort(port);
            return listener;
        }
    }

    /** Moves the endpoints to the port. */
    @Singleton
    @Requires(property = "server.management-port")
    static final class Endpoints implements BeanCreatedEventListener<EndpointDefaultConfiguration> {

        private final ManagementSettings settings;

        Endpoints(ManagementSettings settings) {
            this.settings = settings;
        }

        @Override
        public EndpointDefaultConfiguration onCreated(BeanCreatedEvent<EndpointDefaultConfiguration> event) {
            event.getBean().setPort(settings.managementPort());
            return event.getBean();
        }
    }
}
