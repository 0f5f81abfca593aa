package io.mailsender.submission;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.ProblemException;
import io.mailsender.message.MessageId;
import io.mailsender.queue.Added;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.queue.Submission;
import io.mailsender.submission.BatchResult.Item;
import io.mailsender.submission.SendResult.RefusedRecipient;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Accepts several messages in one request. */
@Controller
@ErrorResponses
@ErrorResponses.OfBody
@ErrorResponses.OfStore
@Tag(name = "send")
final class BatchController {

    private final SubmissionReader submissionReader;
    private final @Nullable SendService sendService;

    /** @param sendService {@code null} without a store */
    BatchController(SubmissionReader submissionReader, @Nullable SendService sendService) {
        this.submissionReader = submissionReader;
        this.sendService = sendService;
    }

    @AuditAs(AuditAs.NOTHING)
    @Post("/send/batch")
    @RequiresScope(Scope.SEND)
    @Operation(
            operationId = "sendBatch",
            summary = "Submit up to 500 messages for asynchronous delivery",
            description = "Answers when all valid messages are stored. An invalid message does not affect the others.")
    @ApiResponse(
            responseCode = "200",
            description = "Each message was accepted or refused.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = BatchResult.class)))
    CompletionStage<BatchResult> send(
            HttpRequest<?> http,
            @Body BatchRequest batch,
            @Parameter(
                            in = ParameterIn.HEADER,
                            description =
                                    "Makes it safe to repeat the request within 24 hours; applies to each message separately.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            minLength = 1,
                                            maxLength = IdempotencyKey.MAX_LENGTH,
                                            pattern = ApiPattern.IDEMPOTENCY_KEY))
                    @Header("Idempotency-Key")
                    @Nullable
                    String idempotencyKey) {
        SendService service = sendService;
        if (service == null) {
            throw SendController.needsAStore("A batch");
        }
        if (idempotencyKey != null) {
            SubmissionReader.requireKey(idempotencyKey);
        }
        if (batch.messages().isEmpty() || batch.messages().size() > BatchRequest.MAX_MESSAGES) {
            throw ProblemException.badRequest(
                    "messages", "must contain 1 to " + BatchRequest.MAX_MESSAGES + " messages");
        }
        List<CompletableFuture<Item>> items = new ArrayList<>();
        for (int i = 0; i < batch.messages().size(); i++) {
            items.add(accept(service, batch.messages().get(i), Caller.of(http), idempotencyKey, i));
        }
        return CompletableFuture.allOf(items.toArray(CompletableFuture[]::new))
                .thenApply(all -> new BatchResult(
                        items.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<Item> accept(
            SendService service, SendRequest request, Caller caller, @Nullable String idempotencyKey, int item) {
        Submission submission;
        try {
            submission = submissionReader.read(request, caller, idempotencyKey, item);
        } catch (ProblemException e) {
            return CompletableFuture.completedFuture(Item.refused(e.problem()));
        }
        return service.check(submission)
                .thenCompose(left -> left.isSuppressed()
                        ? suppressed(service, left)
                        : service.accept(left).thenCompose(added -> item(service, left, added)))
                .exceptionally(failure -> Item.refused(SendService.notAccepted().problem()))
                .toCompletableFuture();
    }

    private static CompletionStage<Item> suppressed(SendService service, Submission submission) {
        return service.usedBefore(submission)
                .thenCompose(before -> before.isPresent()
                        ? item(service, submission, before.get())
                        : CompletableFuture.completedStage(Item.suppressed(submission)));
    }

    private static CompletionStage<Item> item(SendService service, Submission submission, Added added) {
        if (added instanceof Added.Replayed replayed) {
            return service.messageId(replayed.id())
                    .thenApply(messageId -> new Item(replayed.id(), messageId.orElse(null), true, null, null, null));
        }
        MessageId id = submission.message().id();
        return CompletableFuture.completedStage(
                added instanceof Added.Accepted accepted
                        ? new Item(
                                id.value(),
                                id.headerValue(),
                                null,
                                accepted.retryOf(),
                                RefusedRecipient.suppressed(submission.recipients()),
                                null)
                        : Item.refused(SendService.conflict().problem()));
    }
}
