package io.mailsender.submission;

import io.mailsender.access.Caller;
import io.mailsender.access.Needs;
import io.mailsender.access.Scope;
import io.mailsender.delivery.Failover;
import io.mailsender.http.ApiText;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.queue.Submission;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
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
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes a message and sends it. */
@Controller
@ErrorResponses
@ErrorResponses.OfBody
@Tag(name = "send")
final class SendController {

    private final Failover failover;
    private final SubmissionReader submissions;
    private final @Nullable SendService outbox;

    /** @param outbox {@code null} without a store: then a message is sent at once and forgotten */
    SendController(Failover failover, SubmissionReader submissions, @Nullable SendService outbox) {
        this.failover = failover;
        this.submissions = submissions;
        this.outbox = outbox;
    }

    @Post("/send")
    @Needs(Scope.SEND)
    @Operation(
            operationId = "send",
            summary = "Send a message through whichever provider works",
            description =
                    "Answers when a provider took the message or none could. Each provider is asked at most once. With `send_at` it answers 202 at once.")
    @ApiResponse(
            responseCode = "200",
            description = "A provider took it.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = SendResult.class)))
    @ApiResponse(
            responseCode = "202",
            description = "It is kept, and will be delivered; `Location` tells what becomes of it.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = SendResult.class)))
    @ApiResponse(
            responseCode = "409",
            description = "The first request with this Idempotency-Key is still under way.",
            content =
                    @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = DeliveryProblem.class)))
    @ApiResponse(
            responseCode = "422",
            description =
                    "A provider rejected the message, and no other one was asked after that; or none that is configured can carry it; or the Idempotency-Key was used for another request. `detail` says which.",
            content =
                    @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = DeliveryProblem.class)))
    @ApiResponse(responseCode = "501", ref = ErrorResponses.PLACE + "NoStore")
    @ApiResponse(
            responseCode = "503",
            description =
                    "No provider could take it, and surely none did: send it again later. The same Idempotency-Key makes it a new try, whose answer names the message before it in `Idempotent-Retry-Of`.",
            content =
                    @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = DeliveryProblem.class)))
    @ApiResponse(
            responseCode = "504",
            description = "Nobody can tell whether it was sent: sending it again may double it.",
            content =
                    @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = DeliveryProblem.class)))
    CompletionStage<HttpResponse<?>> send(
            HttpRequest<?> http,
            @Body SendRequest request,
            @Parameter(
                            in = ParameterIn.HEADER,
                            description =
                                    "`respond-async`: answer 202 as soon as the message is kept; with `wait=N` after up to N seconds (RFC 7240).",
                            schema = @Schema(type = "string", nullable = false),
                            example = "respond-async, wait=10")
                    @Header("Prefer")
                    @Nullable
                    String prefer,
            @Parameter(
                            in = ParameterIn.HEADER,
                            description =
                                    "Makes the request one that may be repeated: within 24 hours the same key with the same request sends nothing, and answers what the first one answered. Only where no provider took the first one, and it was surely not sent, it is a new try: `Idempotent-Retry-Of` names the message before it.",
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
        Preference preference = Preference.of(prefer);
        if (outbox == null) {
            refuseWhatNeedsAStore(request, preference, idempotencyKey);
        }
        Submission submission = submissions.read(request, Caller.of(http), idempotencyKey, 0);
        if (outbox == null) {
            return failover.deliver(submission.message(), submission.onUnknown())
                    .thenApply(delivery -> SendResponses.of(submission.message().id(), delivery, false));
        }
        return preference.async() || request.sendAt() != null
                ? outbox.accept(submission, preference.patience())
                : outbox.send(submission);
    }

    /** Saying nothing would let a caller believe in a protection that is not there. */
    private static void refuseWhatNeedsAStore(
            SendRequest request, Preference preference, @Nullable String idempotencyKey) {
        if (preference.async()) {
            throw needsAStore("Prefer: respond-async");
        }
        if (idempotencyKey != null) {
            throw needsAStore("Idempotency-Key");
        }
        if (request.sendAt() != null) {
            throw needsAStore("send_at");
        }
    }

    static ProblemException needsAStore(String what) {
        return ProblemException.needsAStore(what, "send without it");
    }
}
