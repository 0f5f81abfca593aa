package io.mailsender.transport;

import io.mailsender.config.ManagementSettings;
import io.mailsender.config.ServerSettings;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration.NettyListenerConfiguration;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Opens the ports besides the API's: for the console at the address of the API, for health and metrics at an address of their own. */
@Singleton
final class ServerPorts implements BeanCreatedEventListener<NettyHttpServerConfiguration> {

    private final ServerSettings settings;
    private final ManagementSettings management;

    ServerPorts(ServerSettings settings, ManagementSettings management) {
        this.settings = settings;
        this.management = management;
    }

    @Override
    public NettyHttpServerConfiguration onCreated(BeanCreatedEvent<NettyHttpServerConfiguration> event) {
        NettyHttpServerConfiguration server = event.getBean();
        List<NettyListenerConfiguration> others = new ArrayList<>();
        // A filter keeps the paths apart (console/ConsolePortFilter).
        settings.ownConsolePort().ifPresent(port -> others.add(listener(settings.host(), port, "console")));
        if (management.managementPort() != null) {
            others.add(management(management.managementPort()));
        }
        if (!others.isEmpty()) {
            // The first is the one that the server takes for its own.
            others.add(0, listener(settings.host(), settings.port(), "api"));
            server.setListeners(others);
        }
        return server;
    }

    private NettyListenerConfiguration management(int port) {
        NettyListenerConfiguration listener = listener(management.managementHost(), port, "management");
        listener.setExposeDefaultRoutes(false);
        // It answers health probes until the process ends.
        listener.setSupportGracefulShutdown(false);
        return listener;
    }

    private static NettyListenerConfiguration listener(String host, int port, String name) {
        NettyListenerConfiguration listener = new NettyListenerConfiguration(name);
        listener.setHost(host);
        listener.setPort(port);
        return listener;
    }
}
