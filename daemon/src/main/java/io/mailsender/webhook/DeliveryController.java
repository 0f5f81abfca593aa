package io.mailsender.webhook;

import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.common.Word;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.ProblemException;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lists, tests and repeats deliveries to a webhook. */
@Controller("/webhooks/{id}")
@ErrorResponses
@ErrorResponses.OfStore
@RequiresScope(Scope.WEBHOOKS)
@Tag(name = "webhooks")
final class DeliveryController {

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final String DELIVERY = "^msg_[a-z2-7]{12}_[0-9]{1,18}$";

    private final WebhookAccess access;
    private final WebhookPayload format = new WebhookPayload();

    DeliveryController(WebhookAccess access) {
        this.access = access;
    }

    @Get("/deliveries")
    @ErrorResponses.OfOne
    @Operation(operationId = "webhookDeliveries", summary = "List the deliveries to a webhook, newest first")
    CompletionStage<DeliveryList> deliveries(
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
                                            maximum = "" + MAX_LIMIT))
                    @QueryValue("limit")
                    @Nullable
                    Integer limit) {
        int size = limit == null ? DEFAULT_LIMIT : limit;
        if (size < 1 || size > MAX_LIMIT) {
            throw ProblemException.badRequest("limit", "must be 1 to " + MAX_LIMIT);
        }
        if (cursor != null && !cursor.matches("[0-9]{1,18}")) {
            throw ProblemException.badRequest("cursor", "must be the `next` of the previous page");
        }
        DeliveryFilter filter =
                new DeliveryFilter(id, state(state), cursor == null ? null : Long.valueOf(cursor), size + 1);
        return access.find(http, id)
                .thenCompose(found -> access.store().deliveries(filter))
                .thenApply(found -> page(found, size));
    }

    private static @Nullable DeliveryState state(@Nullable String state) {
        return state == null
                ? null
                : Word.parse(DeliveryState.class, state)
                        .orElseThrow(
                                () -> ProblemException.badRequest("state", "must be pending, delivered or failed"));
    }

    private static DeliveryList page(List<WebhookDelivery> found, int size) {
        List<WebhookDelivery> page = found.size() > size ? found.subList(0, size) : found;
        return new DeliveryList(
                page.stream().map(DeliveryView::of).toList(),
                found.size() > size ? String.valueOf(page.get(size - 1).sequence()) : null);
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
        return access.find(http, id)
                .thenCompose(webhook -> {
                    WebhookStore store = access.store();
                    String data = WebhookPayload.object("webhook", webhook.id());
                    return store.address(id, WebhookEvent.of(WebhookType.WEBHOOK_TEST, store.now(), data), format);
                })
                .thenApply(delivery -> delivery.map(DeliveryView::of)
                        .orElseThrow(() -> WebhookAccess.conflict("The webhook is disabled. Enable it first.")));
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
        Optional<Long> sequence = WebhookDelivery.sequence(id, delivery);
        return access.find(http, id)
                .thenCompose(webhook -> access.store()
                        .resend(
                                id,
                                sequence.orElseThrow(
                                        () -> WebhookAccess.notFound("This webhook has no such delivery."))))
                .thenApply(resent -> {
                    if (!resent) {
                        throw WebhookAccess.conflict("The delivery is pending, or is no longer kept.");
                    }
                    return new ResentView(1);
                });
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
        Instant since = request.since();
        if (since == null) {
            throw ProblemException.badRequest("since", "is required: an instant in UTC, such as 2030-01-31T08:00:00Z");
        }
        // Before 1970 or after the year 9999 there are none, and a database has no milliseconds for every instant.
        Instant bounded = since.isBefore(Instant.EPOCH) ? Instant.EPOCH : since.isAfter(LATEST) ? LATEST : since;
        return access.find(http, id)
                .thenCompose(webhook -> access.store().resendFailed(id, bounded))
                .thenApply(ResentView::new);
    }

    /** A page of deliveries. */
    @Serdeable
    @Schema(name = "WebhookDeliveryList", description = "A page of deliveries, newest first.")
    record DeliveryList(
            List<DeliveryView> deliveries,

            @Schema(description = "The `cursor` of the next page; absent on the last page.") @Nullable
            String next) {}

    /** How many deliveries are sent again. */
    @Serdeable
    @Schema(name = "WebhookResent", description = "How many deliveries are sent again.")
    record ResentView(int resent) {}
}
