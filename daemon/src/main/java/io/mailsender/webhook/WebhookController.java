package io.mailsender.webhook;

import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
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
import java.time.Duration;
import java.time.Instant;
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

    /** How long the previous secret signs too, so that receivers can change theirs without haste. */
    static final Duration OVERLAP = Duration.ofHours(24);

    private final WebhookAccess access;
    private final WebhookFields fields;

    WebhookController(WebhookAccess access, WebhookFields fields) {
        this.access = access;
        this.fields = fields;
    }

    @Get
    @Operation(operationId = "webhooks", summary = "List the webhooks, oldest first")
    CompletionStage<WebhookList> webhooks(HttpRequest<?> http) {
        return access.visible(http)
                .thenApply(visible ->
                        new WebhookList(visible.stream().map(this::view).toList()));
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
        WebhookStore store = access.store();
        String owner = WebhookAccess.owner(http, fields.apiKey(request.apiKey()));
        if (request.url() == null) {
            throw ProblemException.badRequest("url", "is required");
        }
        if (request.events() != null && request.events().isEmpty()) {
            throw ProblemException.badRequest("events", "must not be empty; omit it for all events");
        }
        String url = fields.url(request.url());
        EventFilter events = request.events() == null ? EventFilter.ALL : fields.events(request.events());
        Webhook webhook = Webhook.of(fields.id(), owner, url, events, fields.secret(request.secret()), store.now());
        return store.add(webhook).thenApply(added -> {
            if (!added) {
                throw WebhookAccess.conflict(
                        "There are already " + WebhookStore.MAX_PER_OWNER + " webhooks. Remove one of them first.");
            }
            return HttpResponse.<WebhookView>created(URI.create("/webhooks/" + webhook.id()))
                    .body(view(webhook).with(webhook.secret()));
        });
    }

    @Get("/{id}")
    @ErrorResponses.OfOne
    @Operation(operationId = "webhook", summary = "Get a webhook")
    CompletionStage<WebhookView> webhook(HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ID)) String id) {
        return access.find(http, id).thenApply(this::view);
    }

    @AuditAs("webhook.change")
    @Patch("/{id}")
    @ErrorResponses.OfBody
    @ErrorResponses.OfOne
    @Operation(operationId = "changeWebhook", summary = "Change, disable or enable a webhook")
    CompletionStage<WebhookView> change(
            HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ID)) String id, @Body WebhookPatch request) {
        String url = request.url() == null ? null : fields.url(request.url());
        EventFilter events = request.events() == null ? null : fields.events(request.events());
        Boolean enabled = WebhookFields.enabled(request.status());
        return access.find(http, id)
                .thenCompose(found -> access.store().update(id, url, events, enabled))
                .thenCompose(done -> access.find(http, id))
                .thenApply(this::view);
    }

    @AuditAs("webhook.remove")
    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @ErrorResponses.OfOne
    @Operation(operationId = "removeWebhook", summary = "Remove a webhook")
    @ApiResponse(responseCode = "204", description = "The webhook is removed, and what waited for it is not delivered.")
    CompletionStage<Void> remove(HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ID)) String id) {
        return access.find(http, id)
                .thenCompose(found -> access.store().remove(id))
                .thenAccept(removed -> {});
    }

    @AuditAs(value = "webhook.secret", look = true)
    @Get("/{id}/secret")
    @ErrorResponses.OfOne
    @Operation(operationId = "webhookSecret", summary = "Get the secrets of a webhook")
    CompletionStage<SecretView> secret(HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ID)) String id) {
        return access.find(http, id).thenApply(webhook -> {
            List<WebhookSecret> secrets = webhook.secrets(access.store().now());
            return new SecretView(
                    webhook.secret().text(), secrets.size() > 1 ? secrets.get(1).text() : null);
        });
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
        WebhookSecret secret = fields.secret(request == null ? null : request.secret());
        return access.find(http, id)
                .thenCompose(found ->
                        access.store().rotate(id, secret, access.store().now().plus(OVERLAP)))
                .thenCompose(done -> access.find(http, id).thenApply(webhook -> {
                    if (!done) {
                        throw WebhookAccess.conflict(
                                "The secret was changed less than 24 hours ago, and the previous one signs until "
                                        + webhook.previousUntil() + ". Change it after that, or add another webhook.");
                    }
                    return view(webhook).with(webhook.secret());
                }));
    }

    private WebhookView view(Webhook webhook) {
        Instant now = access.store().now();
        return WebhookView.of(webhook, now);
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
