package io.mailsender.console.screen;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Section;
import io.mailsender.figure.QueueFigures;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.concurrent.CompletionStage;

/** What waits, since when, and which node sends. */
@Hidden
@Controller("/console/queue")
@Produces(MediaType.ALL)
@RequiresScope(Scope.READ)
@Requires(property = "server.console", notEquals = "false")
final class QueueScreen {

    private final QueueFigures figures;
    private final PageRenderer pages;

    QueueScreen(QueueFigures figures, PageRenderer pages) {
        this.figures = figures;
        this.pages = pages;
    }

    @Get
    CompletionStage<HttpResponse<?>> queue(HttpRequest<?> request) {
        return figures.of(Caller.of(request))
                .thenApply(view -> pages.page(request, Section.QUEUE, "Queue", "screen/queue.jte", view));
    }
}
