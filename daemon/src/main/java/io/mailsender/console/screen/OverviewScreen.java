package io.mailsender.console.screen;

import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Section;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;

/** Whether mail is going out, and what needs a person. */
@Hidden
@Controller("/console")
@RequiresScope(Scope.READ)
@Requires(property = "server.console", notEquals = "false")
final class OverviewScreen {

    private final PageRenderer pages;

    OverviewScreen(PageRenderer pages) {
        this.pages = pages;
    }

    @Get
    HttpResponse<?> overview(HttpRequest<?> request) {
        return request.getPath().endsWith("/")
                ? pages.page(request, Section.OVERVIEW, "Overview", "screen/overview.jte", "")
                : HttpResponse.seeOther(URI.create("console/"));
    }
}
