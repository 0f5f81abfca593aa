package io.mailsender.console.screen;

import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.audit.AuditCriteria;
import io.mailsender.audit.AuditPage;
import io.mailsender.audit.AuditReader;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Query;
import io.mailsender.console.Section;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Who did what. */
@Hidden
@Controller("/console/audit")
@Produces(MediaType.ALL)
@RequiresScope(Scope.ADMIN)
@Requires(property = "server.console", notEquals = "false")
final class AuditScreen {

    private static final int PAGE = 100;
    private static final List<String> FIELDS = List.of("key", "action", "target", "since", "until");

    private final AuditReader audit;
    private final PageRenderer pages;

    AuditScreen(AuditReader audit, PageRenderer pages) {
        this.audit = audit;
        this.pages = pages;
    }

    @Get
    CompletionStage<HttpResponse<?>> list(HttpRequest<?> request) {
        Query query = Query.of(request);
        AuditCriteria criteria = new AuditCriteria(
                query.text("key"),
                query.text("action"),
                query.text("target"),
                MessageFilterForm.instant(query.text("since")),
                MessageFilterForm.instant(query.text("until")));
        return audit.list(criteria, query.text("cursor"), PAGE)
                .thenApply(page -> pages.page(
                        request,
                        Section.AUDIT,
                        "Audit",
                        "screen/audit.jte",
                        new AuditListPage(query.only(FIELDS), page)));
    }

    /** A page of entries, and the filter that found them. */
    record AuditListPage(Query filter, AuditPage page) {}
}
