package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Shows, cancels, reschedules, resends and settles messages. */
@Controller("/messages")
@ErrorResponses
@ErrorResponses.OfStore
@RequiresScope(Scope.READ)
@Tag(name = "messages")
final class MessageController {

    private final MessageActions actions;

    MessageController(MessageActions actions) {
        this.actions = actions;
    }

    @Get("/{id}")
    @Operation(operationId = "message", summary = "Get the status of a message")
    @ErrorResponses.OfOne
    CompletionStage<MessageView> message(
            HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ApiPattern.ID)) String id) {
        return actions.view(Caller.of(http), id);
    }

    @AuditAs("message.cancel")
    @Delete("/{id}")
    @RequiresScope(Scope.SEND)
    @ErrorResponses.OfChange
    @Operation(operationId = "cancel", summary = "Cancel a queued message")
    CompletionStage<MessageView> cancel(
            HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ApiPattern.ID)) String id) {
        return actions.cancel(Caller.of(http), id);
    }

    @AuditAs("message.reschedule")
    @Patch("/{id}")
    @RequiresScope(Scope.SEND)
    @ErrorResponses.OfBody
    @ErrorResponses.OfChange
    @Operation(operationId = "reschedule", summary = "Change when a queued message that was not tried yet is sent")
    CompletionStage<MessageView> reschedule(
            HttpRequest<?> http,
            @Parameter(schema = @Schema(pattern = ApiPattern.ID)) String id,
            @Body RescheduleRequest request) {
        return actions.reschedule(Caller.of(http), id, request.sendAt());
    }

    @AuditAs("message.resend")
    @Post("/{id}/resend")
    @RequiresScope(Scope.SEND)
    @ErrorResponses.OfBody
    @ErrorResponses.OfChange
    @Operation(
            operationId = "resend",
            summary =
                    "Resend a message that is failed, rejected, cancelled or unknown, or was not sent to all recipients",
            description =
                    "A message that was sent to some of its recipients goes to the others only. Without `send_at` it is sent immediately, or at its own `send_at`, if it was cancelled before that.")
    CompletionStage<MessageView> resend(
            HttpRequest<?> http,
            @Parameter(schema = @Schema(pattern = ApiPattern.ID)) String id,
            @Body @Nullable ResendRequest request) {
        return actions.resend(Caller.of(http), id, request == null ? null : request.sendAt());
    }

    @AuditAs("message.close")
    @Post("/{id}/close")
    @RequiresScope(Scope.SEND)
    @ErrorResponses.OfBody
    @ErrorResponses.OfChange
    @Operation(
            operationId = "close",
            summary = "Settle a message with status `unknown`",
            description = "Recipients that are `pending` become `sent` or `failed` too.")
    CompletionStage<MessageView> close(
            HttpRequest<?> http,
            @Parameter(schema = @Schema(pattern = ApiPattern.ID)) String id,
            @Body CloseRequest request) {
        return actions.close(Caller.of(http), id, request.status());
    }
}
