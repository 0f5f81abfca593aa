package io.mailsender.console;

import io.mailsender.access.KeyLogin;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ClientAddress;
import io.mailsender.session.SessionService;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Signs people in, with an API key, and out. */
@Hidden
@Controller("/console")
@Produces(MediaType.ALL)
@RequiresScope(Scope.READ)
@Requires(property = "server.console", notEquals = "false")
final class SignInController {

    private static final String TITLE = "Sign in";

    /** The path and query of a page. */
    private static final Pattern TARGET =
            Pattern.compile("[A-Za-z0-9_-](?:[A-Za-z0-9/_.~?=&+,:@-]|%[0-9A-Fa-f]{2}){0,1000}");

    private final KeyLogin keys;
    private final SessionService sessions;
    private final SessionCookie cookie;
    private final ClientAddress addresses;
    private final PageRenderer pages;

    SignInController(
            KeyLogin keys, SessionService sessions, SessionCookie cookie, ClientAddress addresses, PageRenderer pages) {
        this.keys = keys;
        this.sessions = sessions;
        this.cookie = cookie;
        this.addresses = addresses;
        this.pages = pages;
    }

    @Get("/sign-in")
    MutableHttpResponse<?> form(HttpRequest<?> request, @QueryValue("to") @Nullable String to) {
        return Visitor.of(request) == null
                ? page(request, HttpStatus.OK, new SignInView(target(to), null))
                : HttpResponse.seeOther(URI.create("./" + target(to)));
    }

    @AuditAs("console.sign-in")
    @Post("/sign-in")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    CompletionStage<MutableHttpResponse<?>> signIn(HttpRequest<?> request, @Body @Nullable String body) {
        Form form = Form.of(body);
        String to = target(form.text("to"));
        String key = form.text("key");
        if (!keys.isNeeded()) {
            return CompletableFuture.completedFuture(HttpResponse.seeOther(URI.create("./")));
        }
        KeyLogin.Result result = keys.login(
                addresses.of(request),
                key == null ? "" : key,
                Scope.READ,
                "console sign-in",
                new KeyLogin.Codes(HttpStatus.SEE_OTHER.getCode(), HttpStatus.UNAUTHORIZED.getCode()));
        if (result instanceof KeyLogin.Accepted accepted) {
            accepted.caller().attachTo(request);
            // The one before would live on, without a browser that could end it.
            return sessions.close(cookie.token(request).orElse(""))
                    .thenCompose(closed -> sessions.open(accepted.caller()))
                    .thenApply(token ->
                            HttpResponse.seeOther(URI.create("./" + to)).cookie(cookie.with(request, token)));
        }
        SignInView.Refusal refusal = SignInView.Refusal.of(result);
        return CompletableFuture.completedFuture(page(request, refusal.status(), new SignInView(to, refusal.text())));
    }

    @AuditAs("console.sign-out")
    @Post("/sign-out")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    CompletionStage<MutableHttpResponse<?>> signOut(HttpRequest<?> request, @Body @Nullable String body) {
        return sessions.close(cookie.token(request).orElse(""))
                .thenApply(closed ->
                        HttpResponse.seeOther(URI.create(ConsoleFilter.SIGN_IN)).cookie(cookie.none(request)));
    }

    private MutableHttpResponse<?> page(HttpRequest<?> request, HttpStatus status, SignInView view) {
        return pages.page(request, status, Section.OVERVIEW, TITLE, "signIn.jte", view);
    }

    private static String target(@Nullable String to) {
        return to != null && TARGET.matcher(to).matches() && !leadsUp(to) ? to : "";
    }

    /** Browsers follow dots, escaped or not. What is above the console may be somebody else's. */
    private static boolean leadsUp(String to) {
        int query = to.indexOf('?');
        String path = query < 0 ? to : to.substring(0, query);
        return path.toLowerCase(Locale.ROOT).replace("%2e", ".").contains("/..");
    }
}
