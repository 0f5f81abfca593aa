package io.mailsender.http;

import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.server.types.files.StreamedFile;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URL;

/** Serves the OpenAPI document, with or without the Swagger UI. */
@Hidden
@Controller
final class OpenApiController {

    private static final MediaType YAML = MediaType.of("application/yaml"); // RFC 9512

    private final URL document;

    OpenApiController(ResourceResolver resources) {
        this.document =
                resources.getResource("classpath:META-INF/swagger/openapi.yml").orElseThrow();
    }

    @Get("/openapi.yml")
    StreamedFile document() {
        return new StreamedFile(document) {
            @Override
            public MediaType getMediaType() {
                return YAML;
            }
        };
    }
}
