package io.mailsender.console.screen;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.console.Form;
import io.mailsender.console.Notice;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Section;
import io.mailsender.event.EventSourceView;
import io.mailsender.event.EventSources;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.status.ProviderActions;
import io.mailsender.status.ProviderDescription;
import io.mailsender.status.ProviderList;
import io.mailsender.submission.ProviderTest;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The providers: their state and why, rest and resume, a test mail, and whether they report. */
@Hidden
@Controller("/console/providers")
@Produces(MediaType.ALL)
@RequiresScope(Scope.READ)
@Requires(property = "server.console", notEquals = "false")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class ProviderScreen {

    private final ProviderList list;
    private final ProviderActions actions;
    private final ProviderTest test;
    private final EventSources sources;
    private final PageRenderer pages;

    ProviderScreen(
            ProviderList list, ProviderActions actions, ProviderTest test, EventSources sources, PageRenderer pages) {
        this.list = list;
        this.actions = actions;
        this.test = test;
        this.sources = sources;
        this.pages = pages;
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        return pages.page(request, Section.PROVIDERS, "Providers", "screen/providers.jte", list.of(Caller.of(request)));
    }

    @Get("/{name}")
    CompletionStage<HttpResponse<?>> provider(HttpRequest<?> request, String name) {
        ProviderDescription provider = find(request, name);
        return sources.list()
                .thenApply(all -> all.stream()
                        .filter(source -> source.provider().equals(name))
                        .findFirst()
                        .orElse(null))
                .thenApply(source -> pages.page(
                        request,
                        Section.PROVIDERS,
                        provider.name(),
                        "screen/provider.jte",
                        new ProviderPage(provider, source, actions.isKept())));
    }

    @AuditAs("provider.rest")
    @Post("/{name}/rest")
    @RequiresScope(Scope.ADMIN)
    CompletionStage<HttpResponse<?>> rest(HttpRequest<?> request, String name, @Body @Nullable String body) {
        Form form = Form.of(body);
        return actions.rest(Caller.of(request), name, form.end("for"), form.text("reason"))
                .thenApply(done -> Notice.RESTED.at(back(name)));
    }

    @AuditAs("provider.resume")
    @Post("/{name}/resume")
    @RequiresScope(Scope.ADMIN)
    CompletionStage<HttpResponse<?>> resume(HttpRequest<?> request, String name) {
        return actions.resume(Caller.of(request), name).thenApply(done -> Notice.RESUMED.at(back(name)));
    }

    @AuditAs("provider.test")
    @Post("/{name}/test")
    @RequiresScope(Scope.ADMIN)
    CompletionStage<HttpResponse<?>> test(HttpRequest<?> request, String name, @Body @Nullable String body) {
        Form form = Form.of(body);
        return test.send(Caller.of(request), name, form.text("to"), form.text("from"))
                .thenApply(result ->
                        pages.page(request, Section.PROVIDERS, "Test of " + name, "screen/providerTest.jte", result));
    }

    @AuditAs("provider.register-events")
    @Post("/{name}/register")
    @RequiresScope(Scope.ADMIN)
    CompletionStage<HttpResponse<?>> register(HttpRequest<?> request, String name) {
        return sources.register(name).thenApply(done -> Notice.REGISTERED.at(back(name)));
    }

    private ProviderDescription find(HttpRequest<?> request, String name) {
        return list.find(Caller.of(request), name)
                .orElseThrow(() ->
                        new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "There is no provider with this name.")));
    }

    private static String back(String name) {
        return "../" + PageRenderer.segment(name);
    }

    /**
     * One provider.
     *
     * @param events whether it reports
     * @param isKept whether a rest by hand outlasts a restart
     */
    record ProviderPage(
            ProviderDescription provider, @Nullable EventSourceView events, boolean isKept) {}
}
