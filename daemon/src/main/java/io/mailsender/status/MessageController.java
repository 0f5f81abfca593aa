package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.message.MessageId;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.StoredMessage;
import io.mailsender.queue.Submission;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
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
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Shows, cancels, reschedules, resends and settles messages. */
@Controller("/messages")
@ErrorResponses
@ErrorResponses.OfStore
@RequiresScope(Scope.READ)
@Tag(name = "messages")
final class MessageController {

    private final @Nullable MessageStore store;
    private final @Nullable MessageHistory history;

    MessageController(@Nullable MessageStore store, @Nullable MessageHistory history) {
        this.store = store;
        this.history = history;
    }

    @Get("/{id}")
    @Operation(operationId = "message", summary = "Get the status of a message")
    @ErrorResponses.OfOne
    CompletionStage<MessageView> message(
            HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ApiPattern.ID)) String id) {
        return find(http, id).thenCompose(this::view);
    }

    private CompletionStage<MessageView> view(StoredMessage message) {
        MessageHistory events = history;
        return events == null ? CompletableFuture.completedFuture(MessageView.of(message)) : events.of(message);
    }

    @Delete("/{id}")
    @RequiresScope(Scope.SEND)
    @ErrorResponses.OfChange
    @Operation(operationId = "cancel", summary = "Cancel a queued message")
    CompletionStage<MessageView> cancel(
            HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ApiPattern.ID)) String id) {
        return change(http, id, (messages, message) -> messages.cancel(id), "Only a queued message can be cancelled.");
    }

    @Patch("/{id}")
    @RequiresScope(Scope.SEND)
    @ErrorResponses.OfBody
    @ErrorResponses.OfChange
    @Operation(operationId = "reschedule", summary = "Change when a queued message that was not tried yet is sent")
    CompletionStage<MessageView> reschedule(
            HttpRequest<?> http,
            @Parameter(schema = @Schema(pattern = ApiPattern.ID)) String id,
            @Body RescheduleRequest request) {
        if (request.sendAt() == null) {
            throw ProblemException.badRequest(
                    "send_at", "is required: an instant in UTC, such as 2030-01-31T08:00:00Z");
        }
        Instant due = due(request.sendAt());
        return change(
                http,
                id,
                (messages, message) -> messages.reschedule(id, due),
                "Only a queued message that was not tried yet can be rescheduled.");
    }

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
        Instant due = request == null || request.sendAt() == null ? null : due(request.sendAt());
        return change(
                http,
                id,
                (messages, message) -> {
                    Caller.of(http).authorizeResend(message.recipients().size());
                    return messages.resend(id, due);
                },
                "Only a message that is failed, rejected, unknown or cancelled, or sent to some of its recipients only, can be resent, and only while its content is kept.");
    }

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
        DeliveryStatus status = "sent".equals(request.status())
                ? DeliveryStatus.SENT
                : "failed".equals(request.status()) ? DeliveryStatus.FAILED : null;
        if (status == null) {
            throw ProblemException.badRequest("status", "must be sent or failed");
        }
        return change(
                http,
                id,
                (messages, message) -> messages.resolve(id, status),
                "Only a message with status unknown can be closed.");
    }

    private Instant due(Instant sendAt) {
        try {
            return Submission.due(sendAt, store().now());
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("send_at", String.valueOf(e.getMessage()));
        }
    }

    private CompletionStage<MessageView> change(HttpRequest<?> http, String id, Change change, String why) {
        return find(http, id)
                .thenCompose(before -> change.apply(store(), before))
                .thenCompose(done -> find(http, id).thenCompose(message -> {
                    if (!done) {
                        throw new ProblemException(Problem.of(
                                HttpStatus.CONFLICT,
                                "The message is " + message.status().word() + ". " + why));
                    }
                    return view(message);
                }));
    }

    /** Another caller's message is not found either. */
    private CompletionStage<StoredMessage> find(HttpRequest<?> http, String id) {
        String owner = Caller.of(http).visibleOwner();
        MessageStore messages = store();
        if (!MessageId.isValue(id)) {
            throw noSuchMessage();
        }
        return messages.find(id)
                .thenApply(found -> found.filter(
                                message -> owner == null || message.owner().equals(owner))
                        .orElseThrow(MessageController::noSuchMessage));
    }

    private static ProblemException noSuchMessage() {
        return new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "There is no such message."));
    }

    private MessageStore store() {
        if (store == null) {
            // A 404 would mean that the message does not exist.
            throw ProblemException.needsAStore("The status of messages", "use the answer of POST /send");
        }
        return store;
    }

    private interface Change {
        CompletionStage<Boolean> apply(MessageStore store, StoredMessage message);
    }
}
