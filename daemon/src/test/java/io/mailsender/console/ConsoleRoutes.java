package io.mailsender.console;

import io.mailsender.testing.TestDaemon;
import io.micronaut.http.HttpMethod;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.util.List;

/** The routes of the console, as the daemon has them: a new controller is among them. */
final class ConsoleRoutes {

    private ConsoleRoutes() {}

    /** Paths of the routes with a method; each of their variables has the value {@code 1}. */
    static List<String> paths(TestDaemon daemon, HttpMethod method) {
        return daemon.context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> route.getHttpMethod() == method)
                .map(ConsoleRoutes::template)
                .filter(path -> path.equals("/console") || path.startsWith("/console/"))
                .map(path -> path.replaceAll("\\{[^}]*\\}", "1"))
                .distinct()
                .sorted()
                .toList();
    }

    private static String template(UriRouteInfo<?, ?> route) {
        return route.getUriMatchTemplate().toPathString();
    }
}
