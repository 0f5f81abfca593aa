package io.mailsender.console;

import io.mailsender.access.Caller;
import io.mailsender.access.KeyLogin;
import io.mailsender.access.LoopbackGuard;
import io.mailsender.access.ScopeCheck;
import io.mailsender.audit.Actor;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out who asks for a page: the session's key, the user that a proxy names, or anybody on this machine while the daemon has no keys. */
@ServerFilter({"/console", "/console/**"})
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
@Requires(property = "server.console", notEquals = "false")
final class ConsoleFilter {

    static final String ASSETS = "/console/assets/";
    static final String SIGN_IN = "sign-in";

    private final KeyLogin keys;
    private final LoopbackGuard loopback;
    private final OriginCheck origins;
    private final ProxyUser proxyUser;
    private final PageRenderer pages;

    ConsoleFilter(KeyLogin keys, LoopbackGuard loopback, OriginCheck origins, ProxyUser proxyUser, PageRenderer pages) {
        this.keys = keys;
        this.loopback = loopback;
        this.origins = origins;
        this.proxyUser = proxyUser;
        this.pages = pages;
    }

    /** @return {@code null} to go on */
    @RequestFilter
    @Nullable
    HttpResponse<?> admit(HttpRequest<?> request) {
        if (request.getPath().startsWith(ASSETS)) {
            return null;
        }
        if (ConsolePath.lacksSlash(request)) {
            return HttpResponse.seeOther(URI.create("console/" + ConsolePath.of(request)));
        }
        try {
            if (request.getMethod() != HttpMethod.GET
                    && request.getMethod() != HttpMethod.HEAD
                    && !origins.allows(request)) {
                throw new ProblemException(
                        Problem.of(
                                HttpStatus.FORBIDDEN,
                                "The form came from another site. Open the console, and try again from its own page. If it was its own page, a proxy must pass the Host on that the browser sent."));
            }
            if (!keys.isNeeded()) {
                loopback.check(request);
                new Visitor("", false).attachTo(request);
                return null;
            }
            Optional<ProxyUser.Found> user = proxyUser.of(request);
            if (user.isPresent()) {
                Actor.nameUser(request, user.get().name());
                return admit(
                        request, user.get().caller(), new Visitor(user.get().name(), false));
            }
        } catch (ProblemException e) {
            return errorPage(request, e.problem());
        }
        Optional<Caller> session = SessionFilter.caller(request);
        return session.isPresent()
                ? admit(request, session.get(), new Visitor(session.get().name(), true))
                : signIn(request);
    }

    private @Nullable HttpResponse<?> admit(HttpRequest<?> request, Caller caller, Visitor visitor) {
        caller.attachTo(request);
        visitor.attachTo(request);
        try {
            if (!isSignIn(request) && !isSignOut(request)) {
                ScopeCheck.require(request, caller);
            }
            return null;
        } catch (ProblemException e) {
            return errorPage(request, e.problem());
        }
    }

    /** To the page on which people sign in. */
    private @Nullable HttpResponse<?> signIn(HttpRequest<?> request) {
        if (isSignIn(request)) {
            return null;
        }
        if (request.getMethod() == HttpMethod.GET && origins.isLinkFromElsewhere(request)) {
            // The browser keeps the cookie back (SameSite=Strict); it sends it if this page leads there.
            return pages.page(request, Section.OVERVIEW, "Mail Sender", "continue.jte", ConsolePath.of(request));
        }
        String to = request.getMethod() == HttpMethod.GET ? ConsolePath.of(request) : "";
        return HttpResponse.seeOther(URI.create(ConsolePath.base(request)
                + SIGN_IN
                + (to.isEmpty() ? "" : "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8))));
    }

    private static boolean isSignIn(HttpRequest<?> request) {
        return request.getPath().equals(ConsolePath.ROOT + SIGN_IN);
    }

    /** Whoever has a session may end it, also if the key has lost its scopes. */
    private static boolean isSignOut(HttpRequest<?> request) {
        return request.getPath().equals(ConsolePath.ROOT + "sign-out");
    }

    /** A problem of a use case is shown as a page. */
    @ResponseFilter
    void showProblem(HttpRequest<?> request, MutableHttpResponse<?> response) {
        if (request.getPath().startsWith(ASSETS)) {
            return;
        }
        Problem problem = response.body() instanceof Problem body ? body : foreignHost(response);
        if (problem != null) {
            MutableHttpResponse<byte[]> page = errorPage(request, problem);
            page.getHeaders()
                    .forEachValue((name, value) -> response.getHeaders().set(name, value));
            response.body(page.body());
        }
    }

    /** Micronaut refuses a page of one host that calls another one on this machine, without a body. */
    private static @Nullable Problem foreignHost(MutableHttpResponse<?> response) {
        return response.code() == HttpStatus.FORBIDDEN.getCode()
                        && response.getBody().isEmpty()
                ? Problem.of(
                        HttpStatus.FORBIDDEN,
                        "The page came from another host (Origin) than the one that was asked (Host). A proxy on this machine must pass the Host on that the browser sent.")
                : null;
    }

    private MutableHttpResponse<byte[]> errorPage(HttpRequest<?> request, Problem problem) {
        return pages.page(
                request, HttpStatus.valueOf(problem.status()), Section.OVERVIEW, problem.title(), "error.jte", problem);
    }
}
