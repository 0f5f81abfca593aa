package io.mailsender.http;

import io.mailsender.config.Suggestion;
import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestBean;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.MethodBasedRouteMatch;
import io.micronaut.web.router.RouteAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses an unknown query parameter, like an unknown field of a body: a mistyped filter would list everything. Also refuses one that
 * appears twice, unless it is a list.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class UnknownParameterFilter {

    /** Only our controllers: Micronaut's endpoints check their parameters themselves. */
    private static final String OURS = "io.mailsender.";

    /** A page shows which filters it has, and opens with an old link. */
    private static final String CONSOLE = "/console/";

    @RequestFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        if (request.getParameters().isEmpty()
                || request.getPath().startsWith(CONSOLE)
                || !(RouteAttributes.getRouteMatch(request).orElse(null) instanceof MethodBasedRouteMatch<?, ?> route)
                || !route.getDeclaringType().getName().startsWith(OURS)) {
            return null;
        }
        Map<String, Boolean> known = new LinkedHashMap<>();
        for (Argument<?> argument : route.getArguments()) {
            if (argument.isAnnotationPresent(RequestBean.class)) {
                for (Argument<?> component :
                        BeanIntrospection.getIntrospection(argument.getType()).getConstructorArguments()) {
                    add(component, known);
                }
            } else {
                add(argument, known);
            }
        }
        for (Map.Entry<String, List<String>> parameter : request.getParameters()) {
            String name = parameter.getKey();
            Boolean isList = known.get(name);
            if (isList == null) {
                return refused(
                        name,
                        "is not a parameter of this operation"
                                + (known.isEmpty()
                                        ? ", which takes none"
                                        : Suggestion.among(List.copyOf(known.keySet()), name)));
            }
            if (parameter.getValue().size() > 1 && !isList) {
                return refused(name, "appears twice");
            }
        }
        return null;
    }

    private static void add(Argument<?> argument, Map<String, Boolean> known) {
        argument.getAnnotationMetadata()
                .stringValue(QueryValue.class)
                .filter(name -> !name.isEmpty())
                .ifPresent(name -> known.put(name, List.class.isAssignableFrom(argument.getType())));
    }

    private static HttpResponse<?> refused(String name, String why) {
        return ProblemException.badRequest(JsonPlace.shown(name), why).response();
    }
}
