package io.mailsender.audit;

import io.mailsender.common.AuditAs;
import io.mailsender.http.Audited;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import io.micronaut.web.router.UriRouteMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Records changes and refused ones, whether they come over the API or from the console, before they are answered. An operation without
 * {@link AuditAs} is recorded, too; sends and other everyday requests of programs are not.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
// Outermost: the filters behind it refuse requests.
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AuditFilter {

    private static final List<String> VARIABLES = List.of("id", "name", "provider");

    private final AuditTrail trail;

    AuditFilter(AuditTrail trail) {
        this.trail = trail;
    }

    @ResponseFilter
    CompletionStage<MutableHttpResponse<?>> record(HttpRequest<?> request, MutableHttpResponse<?> response) {
        RouteMatch<?> route =
                trail.isKept() ? RouteAttributes.getRouteMatch(request).orElse(null) : null;
        if (route == null || AuditTrail.isLeftOut(request)) {
            return CompletableFuture.completedFuture(response);
        }
        String named = AuditTrail.action(request);
        String action = named != null
                ? named
                : route.getAnnotationMetadata().stringValue(AuditAs.class).orElse(null);
        if (isRead(request) ? action == null : AuditAs.NOTHING.equals(action)) {
            return CompletableFuture.completedFuture(response);
        }
        String words = action == null ? path(request, route) : action;
        if (isRead(request) && response.code() < HttpStatus.BAD_REQUEST.getCode()) {
            return look(request, response, route, words);
        }
        return recordChange(request, response, route, words).thenApply(done -> response);
    }

    private static boolean isRead(HttpRequest<?> request) {
        return request.getMethod() == HttpMethod.GET
                || request.getMethod() == HttpMethod.HEAD
                || request.getMethod() == HttpMethod.OPTIONS;
    }

    private CompletionStage<MutableHttpResponse<?>> look(
            HttpRequest<?> request, MutableHttpResponse<?> response, RouteMatch<?> route, String action) {
        Actor actor = trail.actor(request);
        // Without keys everybody on the machine sees it, and tests read it all the time.
        if (!route.getAnnotationMetadata().booleanValue(AuditAs.class, "look").orElse(false)
                || actor.key().isEmpty()) {
            return CompletableFuture.completedFuture(response);
        }
        return trail.look(actor, action, variable(route))
                .<MutableHttpResponse<?>>thenApply(done -> response)
                .exceptionally(failure -> AuditTrail.unrecorded().response());
    }

    private CompletionStage<Void> recordChange(
            HttpRequest<?> request, MutableHttpResponse<?> response, RouteMatch<?> route, String action) {
        int status = response.code();
        Actor actor = trail.actor(request);
        if (status < HttpStatus.BAD_REQUEST.getCode()) {
            return trail.record(deeds(request, response, route, actor, action));
        }
        boolean isRefused = status == HttpStatus.FORBIDDEN.getCode() || status == HttpStatus.UNAUTHORIZED.getCode();
        if (isRefused || status >= HttpStatus.INTERNAL_SERVER_ERROR.getCode() && !isRead(request)) {
            String outcome = isRefused ? Deed.REFUSED : Deed.FAILED;
            return trail.recordRefusal(new Deed(actor, action, variable(route), outcome, status));
        }
        // Nothing was changed.
        return CompletableFuture.completedFuture(null);
    }

    private static List<Deed> deeds(
            HttpRequest<?> request, MutableHttpResponse<?> response, RouteMatch<?> route, Actor actor, String action) {
        String ofPath = variable(route);
        List<Deed> deeds = new ArrayList<>();
        for (String target : Target.of(request)) {
            deeds.add(new Deed(actor, action, target, Deed.DONE, response.code()));
        }
        if (deeds.isEmpty() && response.body() instanceof Audited audited) {
            audited.audit((id, outcome) ->
                    deeds.add(new Deed(actor, action, ofPath.isEmpty() ? id : ofPath, outcome, response.code())));
        }
        return deeds.isEmpty() ? List.of(new Deed(actor, action, ofPath, Deed.DONE, response.code())) : deeds;
    }

    private static String path(HttpRequest<?> request, RouteMatch<?> route) {
        return request.getMethodName() + " "
                + (route instanceof UriRouteMatch<?, ?> match
                        ? match.getRouteInfo().getUriMatchTemplate().toPathString()
                        : "-");
    }

    private static String variable(RouteMatch<?> route) {
        Map<String, Object> values = route.getVariableValues();
        for (String name : VARIABLES) {
            @Nullable Object value = values.get(name);
            if (value instanceof String text) {
                return Target.orEmpty(text);
            }
        }
        return "";
    }
}
