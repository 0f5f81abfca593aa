package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.access.Needs;
import io.mailsender.access.Scope;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.http.ApiText;
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
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tells what became of messages, and settles those that do not settle by themselves. */
@Controller("/messages")
@ErrorResponses
@ErrorResponses.OfStore
@Needs(Scope.READ)
@Tag(name = "messages")
final class MessagesController {

    private final @Nullable MessageStore store;

    MessagesController(@Nullable MessageStore store) {
        this.store = store;
    }

    @Get("/{id}")
    @Operation(operationId = "message", summary = "What became of a message")
    @ApiResponse(responseCode = "404", ref = ErrorResponses.PLACE + "NotFound")
    CompletionStage<MessageView> message(
            HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ApiText.ID)) String id) {
        return find(http, id).thenApply(MessageView::of);
    }

    @Delete("/{id}")
    @Needs(Scope.SEND)
    @ErrorResponses.OfChange
    @Operation(operationId = "cancel", summary = "Take back a message that waits")
    CompletionStage<MessageView> cancel(
            HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ApiText.ID)) String id) {
        return change(
                http,
                id,
                (kept, message) -> kept.cancel(id),
                "It is being sent, or is at its end; only a message that is queued can be taken back.");
    }

    @Patch("/{id}")
    @Needs(Scope.SEND)
    @ErrorResponses.OfBody
    @ErrorResponses.OfChange
    @Operation(operationId = "reschedule", summary = "Change when a message goes out that waits and was not tried yet")
    CompletionStage<MessageView> reschedule(
            HttpRequest<?> http,
            @Parameter(schema = @Schema(pattern = ApiText.ID)) String id,
            @Body Reschedule schedule) {
        Instant due = due(schedule.sendAt());
        return change(
                http,
                id,
                (kept, message) -> kept.reschedule(id, due),
                "Only a message that is queued and was not tried yet can be rescheduled.");
    }

    @Post("/{id}/resend")
    @Needs(Scope.SEND)
    @ErrorResponses.OfBody
    @ErrorResponses.OfChange
    @Operation(
            operationId = "resend",
            summary =
                    "Send a message once more that failed, was rejected or cancelled, or may have been sent; one that was sent to some, to the others",
            description =
                    "Without a `send_at` it goes out at once; one that was cancelled before its `send_at` keeps that.")
    CompletionStage<MessageView> resend(
            HttpRequest<?> http,
            @Parameter(schema = @Schema(pattern = ApiText.ID)) String id,
            @Body @Nullable Schedule schedule) {
        Instant due = schedule == null || schedule.sendAt() == null ? null : due(schedule.sendAt());
        return change(
                http,
                id,
                (kept, message) -> {
                    Caller.of(http).sendsAgain(message.recipients().size());
                    return kept.resend(id, due);
                },
                "Only a message that is failed, rejected, unknown or cancelled, or sent to some of its recipients, can be sent once more, and only as long as its content is kept.");
    }

    @Post("/{id}/close")
    @Needs(Scope.SEND)
    @ErrorResponses.OfBody
    @ErrorResponses.OfChange
    @Operation(
            operationId = "close",
            summary = "Settle a message of which nobody could tell whether it was sent",
            description =
                    "The verdict is on the recipients that are `pending`, too: they are `sent` it, or it `failed` for them.")
    CompletionStage<MessageView> close(
            HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ApiText.ID)) String id, @Body Verdict verdict) {
        DeliveryStatus status = "sent".equals(verdict.status())
                ? DeliveryStatus.SENT
                : "failed".equals(verdict.status()) ? DeliveryStatus.FAILED : null;
        if (status == null) {
            throw ProblemException.badRequest("status", "must be sent or failed");
        }
        return change(
                http, id, (kept, message) -> kept.resolve(id, status), "Only a message that is unknown can be closed.");
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
                .thenCompose(done -> find(http, id).thenApply(message -> {
                    if (!done) {
                        throw new ProblemException(Problem.of(
                                HttpStatus.CONFLICT,
                                "The message is " + message.status().word() + ". " + why));
                    }
                    return MessageView.of(message);
                }));
    }

    /** A message of somebody else's is none. */
    private CompletionStage<StoredMessage> find(HttpRequest<?> http, String id) {
        String owner = Caller.of(http).sees();
        MessageStore kept = store();
        if (!MessageId.isValue(id)) {
            throw noSuchMessage();
        }
        return kept.find(id)
                .thenApply(found -> found.filter(
                                message -> owner == null || message.owner().equals(owner))
                        .orElseThrow(MessagesController::noSuchMessage));
    }

    private static ProblemException noSuchMessage() {
        return new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "There is no such message."));
    }

    private MessageStore store() {
        if (store == null) {
            // A 404 would say that there is no such message.
            throw ProblemException.needsAStore("The status of messages", "POST /send answers with the outcome");
        }
        return store;
    }

    private interface Change {
        CompletionStage<Boolean> apply(MessageStore store, StoredMessage message);
    }
}
