package io.mailsender.console;

import io.mailsender.access.Caller;
import io.mailsender.access.KeyLogin;
import io.mailsender.session.SessionService;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks the session of a request up, for {@link ConsoleFilter}. It is a filter of its own, since a filter that answers or goes on cannot wait for
 * the store: Micronaut answers 503 if its stage completes with {@code null} later than at once.
 */
@ServerFilter({"/console", "/console/**"})
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
@Requires(property = "server.console", notEquals = "false")
final class SessionFilter {

    /** Sent by a page that is read again by itself: it is no use of the session, which would never be idle. */
    private static final String REFRESH = "Mail-Sender-Refresh";

    private static final String ATTRIBUTE = "io.mailsender.console.session";

    private final KeyLogin keys;
    private final SessionService sessions;
    private final SessionCookie cookie;

    SessionFilter(KeyLogin keys, SessionService sessions, SessionCookie cookie) {
        this.keys = keys;
        this.sessions = sessions;
        this.cookie = cookie;
    }

    /** @return the request, to go on with it */
    @RequestFilter
    CompletionStage<HttpRequest<?>> find(HttpRequest<?> request) {
        Optional<String> token = cookie.token(request);
        if (token.isEmpty() || !keys.isNeeded() || request.getPath().startsWith(ConsoleFilter.ASSETS)) {
            return CompletableFuture.completedFuture(request);
        }
        boolean isUse = !request.getHeaders().contains(REFRESH);
        return sessions.find(token.get(), isUse).thenApply(found -> {
            found.ifPresent(caller -> request.setAttribute(ATTRIBUTE, caller));
            return request;
        });
    }

    /** The caller whose session it is; empty if there is none. */
    static Optional<Caller> caller(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Caller.class);
    }
}
