package io.mailsender.http;

import io.mailsender.config.ServerSettings;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.context.ServerContextPathProvider;
import io.micronaut.web.router.resource.StaticResourceConfiguration;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;

/** Serves the files of the Swagger UI, if {@code server.swagger-ui} is on. */
@Factory
@Requires(bean = ServerSettings.class, beanProperty = "swaggerUi", value = "true")
final class SwaggerUiFactory {

    /** The directory with the page that the compiler generates. */
    static final String DIRECTORY = "classpath:META-INF/swagger/views/swagger-ui";

    @Singleton
    @Named("swagger-ui")
    StaticResourceConfiguration swaggerUi(ResourceResolver resources, ServerContextPathProvider contextPath) {
        StaticResourceConfiguration files = new StaticResourceConfiguration(resources, contextPath);
        files.setPaths(List.of(DIRECTORY));
        files.setMapping("/swagger-ui/**");
        return files;
    }
}
