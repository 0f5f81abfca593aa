package io.mailsender.console.screen;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.console.ConfirmView;
import io.mailsender.console.Form;
import io.mailsender.console.Notice;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Query;
import io.mailsender.console.Section;
import io.mailsender.webhook.WebhookActions;
import io.mailsender.webhook.WebhookPatch;
import io.mailsender.webhook.WebhookRequest;
import io.mailsender.webhook.WebhookView;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The webhooks: whether they work; add, change, disable, remove, and give a new secret. */
@Hidden
@Controller("/console/webhooks")
@Produces(MediaType.ALL)
@RequiresScope(Scope.WEBHOOKS)
@Requires(property = "server.console", notEquals = "false")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class WebhookScreen {

    private final WebhookActions actions;
    private final WebhookPages content;
    private final PageRenderer pages;

    WebhookScreen(WebhookActions actions, WebhookPages content, PageRenderer pages) {
        this.actions = actions;
        this.content = content;
        this.pages = pages;
    }

    @Get
    CompletionStage<HttpResponse<?>> list(HttpRequest<?> request) {
        return content.list(Caller.of(request), Query.of(request))
                .thenApply(view -> pages.page(request, Section.WEBHOOKS, "Webhooks", "screen/webhooks.jte", view));
    }

    @Get("/{id}")
    CompletionStage<HttpResponse<?>> webhook(HttpRequest<?> request, String id) {
        return content.one(Caller.of(request), id, Query.of(request))
                .thenApply(view -> pages.page(request, Section.WEBHOOKS, "Webhook " + id, "screen/webhook.jte", view));
    }

    @AuditAs("webhook.add")
    @Post("/add")
    CompletionStage<HttpResponse<?>> add(HttpRequest<?> request, @Body @Nullable String body) {
        Form form = Form.of(body);
        List<String> events = form.all("event");
        WebhookRequest asked = new WebhookRequest(
                form.text("url"), events.isEmpty() ? null : events, form.text("secret"), form.text("key"));
        return actions.add(Caller.of(request), asked).thenApply(webhook -> secret(request, webhook, "../webhooks"));
    }

    @AuditAs("webhook.change")
    @Post("/{id}/change")
    CompletionStage<HttpResponse<?>> change(HttpRequest<?> request, String id, @Body @Nullable String body) {
        Form form = Form.of(body);
        return actions.change(Caller.of(request), id, new WebhookPatch(form.text("url"), form.all("event"), null))
                .thenApply(changed -> Notice.SAVED.at("../" + id));
    }

    @AuditAs("webhook.change")
    @Post("/{id}/enable")
    CompletionStage<HttpResponse<?>> enable(HttpRequest<?> request, String id) {
        return actions.change(Caller.of(request), id, new WebhookPatch(null, null, "enabled"))
                .thenApply(changed -> Notice.SAVED.at("../" + id));
    }

    @AuditAs("webhook.change")
    @Post("/{id}/disable")
    CompletionStage<HttpResponse<?>> disable(HttpRequest<?> request, String id, @Body @Nullable String body) {
        Form form = Form.of(body);
        return form.has(ConfirmView.CONFIRMED)
                ? actions.change(Caller.of(request), id, new WebhookPatch(null, null, "disabled"))
                        .thenApply(changed -> Notice.SAVED.at("../" + id))
                : ask(
                        request,
                        id,
                        form,
                        "disable",
                        "Disable it",
                        "It misses the events that happen meanwhile; what waited before is delivered once it is enabled.");
    }

    @AuditAs("webhook.remove")
    @Post("/{id}/remove")
    CompletionStage<HttpResponse<?>> remove(HttpRequest<?> request, String id, @Body @Nullable String body) {
        Form form = Form.of(body);
        return form.has(ConfirmView.CONFIRMED)
                ? actions.remove(Caller.of(request), id).thenApply(done -> Notice.REMOVED.at("../../webhooks"))
                : ask(
                        request,
                        id,
                        form,
                        "remove",
                        "Remove it",
                        "What waits for it is not delivered, and its list of deliveries is deleted.");
    }

    @AuditAs("webhook.rotate")
    @Post("/{id}/rotate")
    CompletionStage<HttpResponse<?>> rotate(HttpRequest<?> request, String id, @Body @Nullable String body) {
        return actions.rotate(Caller.of(request), id, Form.of(body).text("secret"))
                .thenApply(webhook -> secret(request, webhook, "../" + id));
    }

    private CompletionStage<HttpResponse<?>> ask(
            HttpRequest<?> request, String id, Form form, String action, String button, String consequence) {
        return actions.get(Caller.of(request), id)
                .thenApply(webhook -> pages.confirm(
                        request,
                        Section.WEBHOOKS,
                        "Webhook " + id,
                        new ConfirmView(
                                "The webhook of " + webhook.url() + ": " + consequence,
                                button,
                                true,
                                action,
                                form.fields(),
                                "../" + id)));
    }

    /** The answer has the secret, so it is a page and no redirect: the secret is in no address. */
    private HttpResponse<?> secret(HttpRequest<?> request, WebhookView webhook, String back) {
        return pages.page(
                        request,
                        Section.WEBHOOKS,
                        "Secret of the webhook",
                        "screen/webhookSecret.jte",
                        new SecretPage(webhook, Objects.requireNonNull(webhook.secret()), back))
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /** A new secret. @param back where to go then, relative to the page */
    record SecretPage(WebhookView webhook, String secret, String back) {

        /** Without the secret. */
        @Override
        public String toString() {
            return "SecretPage[]";
        }
    }
}
