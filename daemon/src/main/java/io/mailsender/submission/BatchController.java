package io.mailsender.submission;

import io.mailsender.access.Caller;
import io.mailsender.access.Needs;
import io.mailsender.access.Scope;
import io.mailsender.http.ApiText;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.ProblemException;
import io.mailsender.message.MessageId;
import io.mailsender.queue.Added;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.queue.Submission;
import io.mailsender.submission.BatchResult.Item;
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

/** Takes many messages at once. */
@Controller
@ErrorResponses
@ErrorResponses.OfBody
@ErrorResponses.OfStore
@Tag(name = "send")
final class BatchController {

    private final SubmissionReader submissions;
    private final @Nullable SendService outbox;

    BatchController(SubmissionReader submissions, @Nullable SendService outbox) {
        this.submissions = submissions;
        this.outbox = outbox;
    }

    @Post("/send/batch")
    @Needs(Scope.SEND)
    @Operation(
            operationId = "sendBatch",
            summary = "Hand over up to 500 messages, to be delivered as they can be",
            description =
                    "Answers when all of them are kept. A message that is not right does not keep the others back.")
    @ApiResponse(
            responseCode = "200",
            description = "Each message was accepted or refused.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = BatchResult.class)))
    CompletionStage<BatchResult> send(
            HttpRequest<?> http,
            @Body SendBatch batch,
            @Parameter(
                            in = ParameterIn.HEADER,
                            description =
                                    "Makes the request one that may be repeated, within 24 hours, message by message.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            minLength = 1,
                                            maxLength = IdempotencyKey.MAX_LENGTH,
                                            pattern = ApiText.IDEMPOTENCY_KEY))
                    @Header("Idempotency-Key")
                    @Nullable
                    String idempotencyKey) {
        SendService kept = outbox;
        if (kept == null) {
            throw SendController.needsAStore("A batch");
        }
        if (idempotencyKey != null) {
            SubmissionReader.requireKey(idempotencyKey);
        }
        if (batch.messages().isEmpty() || batch.messages().size() > SendBatch.MAX_MESSAGES) {
            throw ProblemException.badRequest("messages", "has 1 to " + SendBatch.MAX_MESSAGES + " messages");
        }
        List<CompletableFuture<Item>> items = new ArrayList<>();
        for (int i = 0; i < batch.messages().size(); i++) {
            items.add(accept(kept, batch.messages().get(i), Caller.of(http), idempotencyKey, i));
        }
        return CompletableFuture.allOf(items.toArray(CompletableFuture[]::new))
                .thenApply(all -> new BatchResult(
                        items.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<Item> accept(
            SendService kept, SendRequest request, Caller caller, @Nullable String idempotencyKey, int item) {
        Submission submission;
        try {
            submission = submissions.read(request, caller, idempotencyKey, item);
        } catch (ProblemException e) {
            return CompletableFuture.completedFuture(Item.refused(e.problem()));
        }
        return kept.accept(submission)
                .thenCompose(added -> item(kept, submission, added))
                .exceptionally(failure -> Item.refused(SendService.notAccepted().problem()))
                .toCompletableFuture();
    }

    private static CompletionStage<Item> item(SendService kept, Submission submission, Added added) {
        if (added instanceof Added.Replayed replayed) {
            return kept.messageId(replayed.id())
                    .thenApply(messageId -> new Item(replayed.id(), messageId.orElse(null), true, null, null));
        }
        MessageId id = submission.message().id();
        return CompletableFuture.completedStage(
                added instanceof Added.Accepted accepted
                        ? new Item(id.value(), id.headerValue(), null, accepted.retryOf(), null)
                        : Item.refused(SendService.conflict().problem()));
    }
}
