package io.mailsender.transport;

import io.mailsender.config.ManagementSettings;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.management.endpoint.EndpointDefaultConfiguration;
import jakarta.inject.Singleton;

/** Moves health and metrics to the management port, which {@link ServerPorts} opens. */
@Singleton
@Requires(property = "server.management-port")
final class ManagementEndpoints implements BeanCreatedEventListener<EndpointDefaultConfiguration> {

    private final ManagementSettings settings;

    ManagementEndpoints(ManagementSettings settings) {
        this.settings = settings;
    }

    @Override
    public EndpointDefaultConfiguration onCreated(BeanCreatedEvent<EndpointDefaultConfiguration> event) {
        event.getBean().setPort(settings.managementPort());
        return event.getBean();
    }
}
