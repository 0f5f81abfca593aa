package io.mailsender.console.screen;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.console.Form;
import io.mailsender.console.Notice;
import io.mailsender.webhook.DeliveryActions;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tests a webhook and repeats deliveries; {@link WebhookScreen} lists them. */
@Hidden
@Controller("/console/webhooks/{id}")
@Produces(MediaType.ALL)
@RequiresScope(Scope.WEBHOOKS)
@Requires(property = "server.console", notEquals = "false")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class DeliveryScreen {

    private final DeliveryActions actions;

    DeliveryScreen(DeliveryActions actions) {
        this.actions = actions;
    }

    @AuditAs("webhook.test")
    @Post("/test")
    CompletionStage<HttpResponse<?>> test(HttpRequest<?> request, String id) {
        return actions.test(Caller.of(request), id).thenApply(delivery -> Notice.TESTED.at("../" + id));
    }

    @AuditAs("webhook.resend")
    @Post("/resend")
    CompletionStage<HttpResponse<?>> resend(HttpRequest<?> request, String id, @Body @Nullable String body) {
        String delivery = Form.of(body).text("delivery");
        return actions.resend(Caller.of(request), id, delivery == null ? "" : delivery)
                .thenApply(done -> Notice.DELIVERED_AGAIN.at("../" + id));
    }

    @AuditAs("webhook.resend")
    @Post("/resend-failed")
    CompletionStage<HttpResponse<?>> resendFailed(HttpRequest<?> request, String id, @Body @Nullable String body) {
        return actions.resendFailed(Caller.of(request), id, Form.of(body).begin("since"))
                .thenApply(count -> Notice.DELIVERED_AGAIN.at("../" + id, count));
    }
}
