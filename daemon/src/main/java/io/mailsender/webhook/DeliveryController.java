package io.mailsender.webhook;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ErrorResponses;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lists, tests and repeats deliveries to a webhook. */
@Controller("/webhooks/{id}")
@ErrorResponses
@ErrorResponses.OfStore
@RequiresScope(Scope.WEBHOOKS)
@Tag(name = "webhooks")
final class DeliveryController {

    private static final String DELIVERY = "^msg_[a-z2-7]{12}_[0-9]{1,18}$";

    private final DeliveryActions actions;

    DeliveryController(DeliveryActions actions) {
        this.actions = actions;
    }

    @Get("/deliveries")
    @ErrorResponses.OfOne
    @Operation(operationId = "webhookDeliveries", summary = "List the deliveries to a webhook, newest first")
    CompletionStage<DeliveryPage> deliveries(
            HttpRequest<?> http,
            @Parameter(schema = @Schema(pattern = WebhookController.ID)) String id,
            @Parameter(
                            description = "Only deliveries in this state.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            allowableValues = {"pending", "delivered", "failed"}))
                    @QueryValue("state")
                    @Nullable
                    String state,
            @Parameter(
                            description = "The `next` of the previous page.",
                            schema = @Schema(type = "string", nullable = false, pattern = "^[0-9]{1,18}$"))
                    @QueryValue("cursor")
                    @Nullable
                    String cursor,
            @Parameter(
                            description = "The number of deliveries in a page; the default is 50.",
                            schema =
                                    @Schema(
                                            type = "integer",
                                            format = "int32",
                                            nullable = false,
                                            minimum = "1",
                                            maximum = "" + DeliveryActions.MAX_LIMIT))
                    @QueryValue("limit")
                    @Nullable
                    Integer limit) {
        return actions.list(Caller.of(http), id, state, cursor, limit);
    }

    @AuditAs("webhook.test")
    @Post("/test")
    @Status(HttpStatus.ACCEPTED)
    @ErrorResponses.OfChange
    @Operation(
            operationId = "testWebhook",
            summary = "Send a test event to a webhook",
            description = "Its type is `webhook.test`. The list of deliveries shows what became of it.")
    @ApiResponse(
            responseCode = "202",
            description = "The event is being sent.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = DeliveryView.class)))
    CompletionStage<DeliveryView> test(
            HttpRequest<?> http, @Parameter(schema = @Schema(pattern = WebhookController.ID)) String id) {
        return actions.test(Caller.of(http), id);
    }

    @AuditAs("webhook.resend")
    @Post("/deliveries/{delivery}/resend")
    @Status(HttpStatus.ACCEPTED)
    @ErrorResponses.OfChange
    @Operation(operationId = "resendDelivery", summary = "Send a delivery again that is delivered or failed")
    @ApiResponse(responseCode = "202", description = "It is sent again, with the same `webhook-id` and payload.")
    CompletionStage<ResentView> resend(
            HttpRequest<?> http,
            @Parameter(schema = @Schema(pattern = WebhookController.ID)) String id,
            @Parameter(schema = @Schema(pattern = DELIVERY)) String delivery) {
        return actions.resend(Caller.of(http), id, delivery).thenApply(resent -> new ResentView(1));
    }

    @AuditAs("webhook.resend")
    @Post("/resend")
    @Status(HttpStatus.ACCEPTED)
    @ErrorResponses.OfBody
    @ErrorResponses.OfOne
    @Operation(
            operationId = "resendDeliveries",
            summary = "Send all failed deliveries again that were created since a time",
            description = "At most 10,000 at once; repeat it for more.")
    @ApiResponse(responseCode = "202", description = "They are sent again.")
    CompletionStage<ResentView> resendFailed(
            HttpRequest<?> http,
            @Parameter(schema = @Schema(pattern = WebhookController.ID)) String id,
            @Body ResendFailedRequest request) {
        return actions.resendFailed(Caller.of(http), id, request.since()).thenApply(ResentView::new);
    }

    /** How many deliveries are sent again. */
    @Serdeable
    @Schema(name = "WebhookResent", description = "How many deliveries are sent again.")
    record ResentView(int resent) {}
}
