package io.mailsender.console.screen;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Section;
import io.mailsender.figure.Overview;
import io.mailsender.figure.OverviewFigures;
import io.mailsender.status.ProviderList;
import io.mailsender.status.ProviderOverview;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Whether mail is going out, and what needs a person. */
@Hidden
@Controller("/console")
@Produces(MediaType.ALL)
@RequiresScope(Scope.READ)
@Requires(property = "server.console", notEquals = "false")
final class OverviewScreen {

    private final OverviewFigures figures;
    private final ProviderList providers;
    private final PageRenderer pages;

    OverviewScreen(OverviewFigures figures, ProviderList providers, PageRenderer pages) {
        this.figures = figures;
        this.providers = providers;
        this.pages = pages;
    }

    @Get
    CompletionStage<HttpResponse<?>> overview(HttpRequest<?> request) {
        if (!request.getPath().endsWith("/")) {
            return CompletableFuture.completedFuture(HttpResponse.seeOther(URI.create("console/")));
        }
        Caller caller = Caller.of(request);
        ProviderOverview state = providers.of(caller);
        CompletionStage<@Nullable Overview> counted = pages.hasStore()
                ? figures.of(caller).<@Nullable Overview>thenApply(overview -> overview)
                : CompletableFuture.completedFuture(null);
        return counted.thenApply(overview -> pages.page(
                request, Section.OVERVIEW, "Overview", "screen/overview.jte", new OverviewPage(overview, state)));
    }

    /** @param figures {@code null} without a store */
    record OverviewPage(@Nullable Overview figures, ProviderOverview providers) {}
}
