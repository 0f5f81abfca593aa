package io.mailsender.http;

import io.mailsender.config.ServerSettings;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;

/** Leads a person from {@code /} to the console, and a program to the description of the API. */
@Hidden
@Controller
@Produces(MediaType.ALL)
final class RootController {

    private final ServerSettings settings;

    RootController(ServerSettings settings) {
        this.settings = settings;
    }

    @Get("/")
    HttpResponse<?> root(HttpRequest<?> request) {
        boolean isBrowser =
                request.accept().stream().anyMatch(type -> type.getName().equals(MediaType.TEXT_HTML));
        int port = request.getServerAddress().getPort();
        if (settings.hasConsoleAt(port)
                && (isBrowser
                        || !settings.swaggerUi()
                        || settings.ownConsolePort().isPresent())) {
            return HttpResponse.seeOther(URI.create("console/"));
        }
        if (settings.swaggerUi()) {
            return HttpResponse.seeOther(URI.create("swagger-ui/"));
        }
        throw new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "No such path; /openapi.yml lists all paths."));
    }
}
