package io.mailsender.console;

import io.mailsender.config.ServerSettings;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import org.jspecify.annotations.Nullable;

/** With {@code server.console-port}, the console is only there, and nothing else is. Before it, no filter asks who calls. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE)
@Requires(property = "server.console-port")
@Requires(property = "server.console", notEquals = "false")
final class ConsolePortFilter {

    private final ServerSettings settings;

    ConsolePortFilter(ServerSettings settings) {
        this.settings = settings;
    }

    /** @return {@code null} to go on */
    @RequestFilter
    @Nullable
    HttpResponse<?> separate(HttpRequest<?> request) {
        boolean isHere = settings.hasConsoleAt(request.getServerAddress().getPort());
        String path = request.getPath();
        if (path.equals("/") || ConsolePath.isConsole(path) == isHere) {
            return null;
        }
        return new ProblemException(Problem.of(
                        HttpStatus.NOT_FOUND,
                        isHere
                                ? "No such path; this port has only the console, at /console/."
                                : "No such path; /openapi.yml lists all paths."))
                .response();
    }
}
