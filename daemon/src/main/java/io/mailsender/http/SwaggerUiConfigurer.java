package io.mailsender.http;

import io.mailsender.config.ServerSettings;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.web.router.resource.StaticResourceConfiguration;
import jakarta.inject.Singleton;

/** Serves the files of the Swagger UI only if {@code server.swagger-ui} is on. */
@Singleton
final class SwaggerUiConfigurer implements BeanCreatedEventListener<StaticResourceConfiguration> {

    private static final String MAPPING = "/swagger-ui/**";

    private final ServerSettings settings;

    SwaggerUiConfigurer(ServerSettings settings) {
        this.settings = settings;
    }

    @Override
    public StaticResourceConfiguration onCreated(BeanCreatedEvent<StaticResourceConfiguration> event) {
        StaticResourceConfiguration files = event.getBean();
        if (files.getMapping().equals(MAPPING)) {
            files.setEnabled(settings.swaggerUi());
        }
        return files;
    }
}
