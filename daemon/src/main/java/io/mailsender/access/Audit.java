package io.mailsender.access;

import io.mailsender.http.Audited;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import io.micronaut.web.router.UriRouteMatch;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: the key's name, the action, the message's id, the outcome and the client of each request. It never contains an email
 * address, content or a key. Its logger is {@code audit}; {@code logging.audit-file} sends it to a file of its own.
 */
@Singleton
public final class Audit {

    private static final Logger LOG = LoggerFactory.getLogger("audit");

    /** The length of a message's id. Anything longer in its place is a caller's own text. */
    private static final int ID_LENGTH = 32;

    void record(HttpRequest<?> request, HttpResponse<?> response, String client) {
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
        boolean[] recorded = new boolean[1];
        if (body instanceof Audited audited) {
            audited.audit((id, outcome) -> {
                log(key, action, id, outcome, status, client);
                recorded[0] = true;
            });
        }
        if (!recorded[0]) {
            log(key, action, id(route), status < 400 ? "done" : "refused", status, client);
        }
    }

    /**
     * Records an action over another protocol than HTTP.
     *
     * @param key its name; empty if there is none
     * @param action the protocol and its command, such as {@code SMTP DATA}
     * @param id of the message; {@code -} for none
     * @param status the code that the client was given
     */
    public void record(String key, String action, String id, String outcome, int status, InetAddress client) {
        if (LOG.isInfoEnabled()) {
            log(key, action, id, outcome, status, client.getHostAddress());
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

    private static void log(String key, String action, String id, String outcome, int status, String client) {
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
