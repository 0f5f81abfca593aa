package io.mailsender.submission;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.delivery.Failover;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
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

/** Accepts a message and sends it. */
@Controller
@ErrorResponses
@ErrorResponses.OfBody
@Tag(name = "send")
final class SendController {

    private final Failover failover;
    private final SubmissionReader submissionReader;
    private final @Nullable SendService sendService;

    /** @param sendService {@code null} without a store: a message is then sent immediately and not kept */
    SendController(Failover failover, SubmissionReader submissionReader, @Nullable SendService sendService) {
        this.failover = failover;
        this.submissionReader = submissionReader;
        this.sendService = sendService;
    }

    @AuditAs(AuditAs.NOTHING)
    @Post("/send")
    @RequiresScope(Scope.SEND)
    @Operation(
            operationId = "send",
            summary = "Send a message through the first provider that works",
            description =
                    "Answers when a provider took the message or none could. Each provider is tried at most once. With `send_at` it answers 202 immediately. A whole mail (RFC 5322) may be sent instead, as `message/rfc822`: its recipients are those in To, Cc and Bcc, or one query parameter `recipient` for each.")
    @ApiResponse(
            responseCode = "200",
            description = "A provider took the message.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = SendResult.class)))
    @ApiResponse(
            responseCode = "202",
            description = "The message is stored and will be delivered; `Location` is where to get its status.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = SendResult.class)))
    @SendErrorResponses
    CompletionStage<HttpResponse<?>> send(
            HttpRequest<?> http,
            @Body SendRequest request,
            @Parameter(
                            in = ParameterIn.HEADER,
                            description =
                                    "`respond-async`: answer 202 as soon as the message is stored; with `wait=N`, wait up to N seconds for its delivery first (RFC 7240).",
                            schema = @Schema(type = "string", nullable = false),
                            example = "respond-async, wait=10")
                    @Header("Prefer")
                    @Nullable
                    String prefer,
            @Parameter(
                            in = ParameterIn.HEADER,
                            description =
                                    "Makes it safe to repeat the request within 24 hours: the same key with the same request sends nothing and returns the first answer. If no provider took the first message and it was certainly not sent, the repetition is a new try, and `Idempotent-Retry-Of` has the id of the earlier message.",
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
        Preference preference = Preference.of(prefer);
        if (sendService == null) {
            refuseWithoutStore(request, preference, idempotencyKey);
        }
        Submission submission = submissionReader.read(request, Caller.of(http), idempotencyKey, 0);
        if (sendService == null) {
            return failover.deliver(submission.message(), submission.onUnknown())
                    .thenApply(result -> SendResponses.of(submission.message().id(), result, false));
        }
        return preference.async() || request.sendAt() != null
                ? sendService.accept(submission, preference.maxWait())
                : sendService.send(submission);
    }

    /** Ignoring these would let a caller rely on a protection that does not exist. */
    private static void refuseWithoutStore(
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
