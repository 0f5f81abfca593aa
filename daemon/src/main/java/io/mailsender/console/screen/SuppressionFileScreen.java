package io.mailsender.console.screen;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.console.Form;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Section;
import io.mailsender.http.ProblemException;
import io.mailsender.suppression.SuppressionFiles;
import io.mailsender.suppression.SuppressionImported;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** The suppression list as a file, and copies of vendors' lists. */
@Hidden
@Controller("/console/suppressions")
@Produces(MediaType.ALL)
@RequiresScope(Scope.SEND)
@Requires(property = "server.console", notEquals = "false")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class SuppressionFileScreen {

    private final SuppressionFiles files;
    private final PageRenderer pages;

    SuppressionFileScreen(SuppressionFiles files, PageRenderer pages) {
        this.files = files;
        this.pages = pages;
    }

    @Get("/export")
    @Produces("text/csv")
    @RequiresScope(Scope.READ)
    HttpResponse<Publisher<byte[]>> export(HttpRequest<?> request) {
        return HttpResponse.<Publisher<byte[]>>ok(files.export(Caller.of(request)))
                .header("Content-Disposition", "attachment; filename=\"suppressions.csv\"");
    }

    @AuditAs("suppression.import")
    @Post("/import")
    CompletionStage<HttpResponse<?>> importText(HttpRequest<?> request, @Body @Nullable String body) {
        Form form = Form.of(body);
        String csv = form.text("csv");
        if (csv == null) {
            throw ProblemException.badRequest(
                    "csv", "is required: a file with a header row, or an address in each line");
        }
        return files.importFile(
                        Caller.of(request),
                        csv.getBytes(StandardCharsets.UTF_8),
                        form.text("scope"),
                        form.text("reason"))
                .thenApply(imported -> result(request, imported));
    }

    @AuditAs("suppression.import")
    @Post("/import-provider")
    @RequiresScope(Scope.ADMIN)
    CompletionStage<HttpResponse<?>> importProvider(HttpRequest<?> request, @Body @Nullable String body) {
        String provider = Form.of(body).text("provider");
        if (provider == null) {
            throw ProblemException.badRequest("provider", "is required");
        }
        return files.importProvider(provider).thenApply(imported -> result(request, imported));
    }

    private HttpResponse<?> result(HttpRequest<?> request, SuppressionImported imported) {
        return pages.page(
                request, Section.SUPPRESSIONS, "Result of the import", "screen/suppressionImport.jte", imported);
    }
}
