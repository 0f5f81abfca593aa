package io.mailsender.access;

import io.mailsender.http.Audited;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import io.micronaut.web.router.UriRouteMatch;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who did what: the key's name, the action, the message's id, what came of it, and from where. Never an address, a text or a
 * key. It is a log of its own (logger {@code audit}), which {@code logging.audit-file} sends to a file of its own.
 */
@Singleton
final class Audit {

    private static final Logger LOG = LoggerFactory.getLogger("audit");

    /** What a message's id looks like; anything else in its place is a caller's own words. */
    private static final int ID_LENGTH = 32;

    void write(HttpRequest<?> request, HttpResponse<?> response, String client) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        String key = Caller.of(request).name();
        RouteMatch<?> route = RouteAttributes.getRouteMatch(request).orElse(null);
        String action = request.getMethodName() + " "
                + (route instanceof UriRouteMatch<?, ?> match
                        ? match.getRouteInfo().getUriMatchTemplate().toPathString()
                        : "-");
        Object body = response.body();
        int status = response.code();
        boolean[] written = new boolean[1];
        if (body instanceof Audited audited) {
            audited.audit((id, outcome) -> {
                line(key, action, id, outcome, status, client);
                written[0] = true;
            });
        }
        if (!written[0]) {
            line(key, action, id(route), status < 400 ? "done" : "refused", status, client);
        }
    }

    private static String id(@Nullable RouteMatch<?> route) {
        Object id = route == null ? null : route.getVariableValues().get("id");
        return id instanceof String text
                        && text.length() <= ID_LENGTH
                        && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'z')
                ? text
                : "-";
    }

    private static void line(String key, String action, String id, String outcome, int status, String client) {
        LOG.atInfo()
                .addKeyValue("key", key.isEmpty() ? "-" : key)
                .addKeyValue("action", action)
                .addKeyValue("id", id)
                .addKeyValue("outcome", outcome)
                .addKeyValue("status", status)
                .addKeyValue("client", client)
                .log();
    }
}
