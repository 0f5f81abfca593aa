package io.mailsender.console.screen;

import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.console.ConfirmView;
import io.mailsender.console.Form;
import io.mailsender.console.HtmlPreview;
import io.mailsender.console.Notice;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Query;
import io.mailsender.console.Section;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.provider.CapturedMails;
import io.mailsender.provider.CapturedMessage;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mails that were kept instead of being sent, as in a mailbox. */
@Hidden
@Controller("/console/captured")
@Produces(MediaType.ALL)
@RequiresScope(Scope.ADMIN)
@Requires(property = "server.console", notEquals = "false")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class CaptureScreen {

    private final CaptureBox box;
    private final PageRenderer pages;

    CaptureScreen(List<CapturedMails> captures, PageRenderer pages) {
        this.box = new CaptureBox(captures);
        this.pages = pages;
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        Query query = Query.of(request);
        return pages.page(
                request,
                Section.CAPTURED,
                "Captured mails",
                "screen/captured.jte",
                box.page(query.text("text"), query.text("after"), query));
    }

    @Get("/{provider}/{id}")
    HttpResponse<?> mail(HttpRequest<?> request, String provider, String id) {
        CapturedMessage mail = find(provider, id);
        String subject = mail.subject().isBlank() ? "(no subject)" : mail.subject();
        return pages.page(request, Section.CAPTURED, CaptureBox.brief(subject), "screen/capturedMail.jte", mail);
    }

    @Get("/{provider}/{id}/preview")
    HttpResponse<?> preview(String provider, String id) {
        String html = find(provider, id).html();
        if (html == null) {
            throw notFound("This mail has no HTML.");
        }
        return HtmlPreview.of(html);
    }

    @AuditAs("captured.clear")
    @Post("/clear")
    HttpResponse<?> clear(HttpRequest<?> request, @Body @Nullable String body) {
        Form form = Form.of(body);
        if (!form.has(ConfirmView.CONFIRMED)) {
            int count = box.size();
            return pages.confirm(
                    request,
                    Section.CAPTURED,
                    "Delete the captured mails",
                    new ConfirmView(
                            "Delete " + (count == 1 ? "the captured mail" : "all " + count + " captured mails")
                                    + "? They are in memory only and cannot be brought back.",
                            "Delete them",
                            true,
                            "clear",
                            form.fields(),
                            "../captured"));
        }
        box.clear();
        return Notice.CLEARED.at("../captured");
    }

    private CapturedMessage find(String provider, String id) {
        return box.find(provider, id)
                .orElseThrow(() -> notFound("There is no such mail: only the newest ones are kept, in memory."));
    }

    private static ProblemException notFound(String why) {
        return new ProblemException(Problem.of(HttpStatus.NOT_FOUND, why));
    }
}
