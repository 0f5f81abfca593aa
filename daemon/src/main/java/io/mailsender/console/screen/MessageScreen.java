package io.mailsender.console.screen;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.console.ConfirmView;
import io.mailsender.console.Form;
import io.mailsender.console.Notice;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Section;
import io.mailsender.http.ProblemException;
import io.mailsender.status.MessageActions;
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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One message: its recipients, its timeline, and what can be done with it. */
@Hidden
@Controller("/console/messages/{id}")
@Produces(MediaType.ALL)
@RequiresScope(Scope.READ)
@Requires(property = "server.console", notEquals = "false")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class MessageScreen {

    private final MessageActions messages;
    private final PageRenderer pages;

    MessageScreen(MessageActions messages, PageRenderer pages) {
        this.messages = messages;
        this.pages = pages;
    }

    @Get
    CompletionStage<HttpResponse<?>> message(HttpRequest<?> request, String id) {
        return messages.view(Caller.of(request), id)
                .thenApply(message -> pages.page(
                        request,
                        Section.MESSAGES,
                        message.subject() == null || message.subject().isBlank() ? "(no subject)" : message.subject(),
                        "screen/message.jte",
                        MessagePage.of(message)));
    }

    @Post("/cancel")
    @RequiresScope(Scope.SEND)
    @AuditAs("message.cancel")
    CompletionStage<HttpResponse<?>> cancel(HttpRequest<?> request, String id, @Body @Nullable String body) {
        if (!Form.of(body).has(ConfirmView.CONFIRMED)) {
            return confirm(
                    request, id, "cancel", "Cancel this message? It will not be sent.", "Cancel the message", body);
        }
        return messages.cancel(Caller.of(request), id).thenApply(done -> Notice.CANCELLED.at("../" + id));
    }

    @Post("/resend")
    @RequiresScope(Scope.SEND)
    @AuditAs("message.resend")
    CompletionStage<HttpResponse<?>> resend(HttpRequest<?> request, String id, @Body @Nullable String body) {
        if (!Form.of(body).has(ConfirmView.CONFIRMED)) {
            return messages.view(Caller.of(request), id)
                    .thenCompose(message -> confirm(
                            request,
                            id,
                            "resend",
                            message.status().equals("unknown")
                                    ? "Send this message again? Its outcome is unknown: recipients who already have it may get it twice."
                                    : "Send this message again to those recipients who do not have it?",
                            "Resend the message",
                            body));
        }
        return messages.resend(Caller.of(request), id, null).thenApply(done -> Notice.RESENT.at("../" + id));
    }

    @Post("/reschedule")
    @RequiresScope(Scope.SEND)
    @AuditAs("message.reschedule")
    CompletionStage<HttpResponse<?>> reschedule(HttpRequest<?> request, String id, @Body @Nullable String body) {
        String sendAt = MessageFilterForm.instant(Form.of(body).text("send_at"));
        try {
            return messages.reschedule(Caller.of(request), id, sendAt == null ? null : Instant.parse(sendAt))
                    .thenApply(done -> Notice.RESCHEDULED.at("../" + id));
        } catch (DateTimeException e) {
            throw ProblemException.badRequest("send_at", "must be a time in UTC, such as 2030-01-31T08:00");
        }
    }

    @Post("/close")
    @RequiresScope(Scope.SEND)
    @AuditAs("message.close")
    CompletionStage<HttpResponse<?>> close(HttpRequest<?> request, String id, @Body @Nullable String body) {
        return messages.close(Caller.of(request), id, Form.of(body).text("status"))
                .thenApply(done -> Notice.SETTLED.at("../" + id));
    }

    private CompletionStage<HttpResponse<?>> confirm(
            HttpRequest<?> request, String id, String action, String question, String button, @Nullable String body) {
        return CompletableFuture.completedFuture(pages.confirm(
                request,
                Section.MESSAGES,
                button,
                new ConfirmView(question, button, true, action, Form.of(body).fields(), "../" + id)));
    }
}
