package io.mailsender.webhook;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.Problem;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Creates, lists, changes and removes webhooks. */
@Controller("/webhooks")
@ErrorResponses
@ErrorResponses.OfStore
@RequiresScope(Scope.WEBHOOKS)
@Tag(name = "webhooks")
final class WebhookController {

    static final String ID = "^[a-z2-7]{12}$";

    private final WebhookActions actions;

    WebhookController(WebhookActions actions) {
        this.actions = actions;
    }

    @Get
    @Operation(operationId = "webhooks", summary = "List the webhooks, oldest first")
    CompletionStage<WebhookList> webhooks(HttpRequest<?> http) {
        return actions.list(Caller.of(http)).thenApply(WebhookList::new);
    }

    @AuditAs("webhook.add")
    @Post
    @ErrorResponses.OfBody
    @Operation(
            operationId = "addWebhook",
            summary = "Add a webhook",
            description = "It gets the events from a second later on. The answer has the secret that signs them.")
    @ApiResponse(
            responseCode = "201",
            description = "The webhook was added.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = WebhookView.class)))
    @ApiResponse(
            responseCode = "409",
            description = "Its owner already has 20 webhooks.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(ref = ErrorResponses.PROBLEM)))
    CompletionStage<HttpResponse<WebhookView>> add(HttpRequest<?> http, @Body WebhookRequest request) {
        return actions.add(Caller.of(http), request)
                .thenApply(webhook -> HttpResponse.<WebhookView>created(URI.create("/webhooks/" + webhook.id()))
                        .body(webhook));
    }

    @Get("/{id}")
    @ErrorResponses.OfOne
    @Operation(operationId = "webhook", summary = "Get a webhook")
    CompletionStage<WebhookView> webhook(HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ID)) String id) {
        return actions.get(Caller.of(http), id);
    }

    @AuditAs("webhook.change")
    @Patch("/{id}")
    @ErrorResponses.OfBody
    @ErrorResponses.OfOne
    @Operation(operationId = "changeWebhook", summary = "Change, disable or enable a webhook")
    CompletionStage<WebhookView> change(
            HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ID)) String id, @Body WebhookPatch request) {
        return actions.change(Caller.of(http), id, request);
    }

    @AuditAs("webhook.remove")
    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @ErrorResponses.OfOne
    @Operation(operationId = "removeWebhook", summary = "Remove a webhook")
    @ApiResponse(responseCode = "204", description = "The webhook is removed, and what waited for it is not delivered.")
    CompletionStage<Void> remove(HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ID)) String id) {
        return actions.remove(Caller.of(http), id);
    }

    @AuditAs(value = "webhook.secret", look = true)
    @Get("/{id}/secret")
    @ErrorResponses.OfOne
    @Operation(operationId = "webhookSecret", summary = "Get the secrets of a webhook")
    CompletionStage<SecretView> secret(HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ID)) String id) {
        return actions.secrets(Caller.of(http), id)
                .thenApply(secrets -> new SecretView(
                        secrets.get(0).text(),
                        secrets.size() > 1 ? secrets.get(1).text() : null));
    }

    @AuditAs("webhook.rotate")
    @Post("/{id}/rotate")
    @ErrorResponses.OfBody
    @ErrorResponses.OfOne
    @Operation(
            operationId = "rotateWebhook",
            summary = "Give a webhook a new secret",
            description = "For 24 hours the previous secret signs too, and there is no further rotation.")
    @ApiResponse(
            responseCode = "409",
            description = "The previous secret still signs.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(ref = ErrorResponses.PROBLEM)))
    CompletionStage<WebhookView> rotate(
            HttpRequest<?> http,
            @Parameter(schema = @Schema(pattern = ID)) String id,
            @Body @Nullable RotateRequest request) {
        return actions.rotate(Caller.of(http), id, request == null ? null : request.secret());
    }

    /** Webhooks. */
    @Serdeable
    @Schema(name = "WebhookList", description = "Webhooks.")
    record WebhookList(List<WebhookView> webhooks) {}

    /** The secrets of a webhook. */
    @Serdeable
    @Schema(name = "WebhookSecret", description = "The secrets of a webhook.")
    record SecretView(
            String secret,

            @Schema(description = "The previous one, while it signs too.") @Nullable
            String previous) {

        /** Without the secrets. */
        @Override
        public String toString() {
            return "SecretView[]";
        }
    }
}
