package io.mailsender.submission;

import io.mailsender.delivery.Delivery;
import io.mailsender.delivery.DeliverySettings;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.http.ProviderAttempt;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes a message and sends it. */
@Controller
@Tag(name = "send")
final class SendController {

    private final Failover failover;
    private final DeliverySettings settings;
    private final SecureRandom random = new SecureRandom();
    private final String domain;

    SendController(Failover failover, DeliverySettings settings) {
        this.failover = failover;
        this.settings = settings;
        // Which provider will send a message is not known yet, and its Message-ID must not depend on that.
        this.domain = failover.order().stream()
                .flatMap(provider -> provider.sender().stream())
                .map(EmailAddress::domain)
                .findFirst()
                .orElse("mail-sender.invalid");
    }

    @Post("/send")
    @Operation(
            operationId = "send",
            summary = "Send a message through whichever provider works",
            description =
                    "Answers when a provider took the message or none could. Each provider is asked at most once.")
    @ApiResponse(
            responseCode = "200",
            description = "A provider took it.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = SendResult.class)))
    @ApiResponse(
            responseCode = "400",
            description = "The request is not right; no provider was asked.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "422",
            description = "The message was rejected: it is at fault, and no other provider was asked.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "501",
            description = "What was asked for needs a store.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "503",
            description = "No provider could take it, and surely none did: send it again later.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "504",
            description = "Nobody can tell whether it was sent: sending it again may double it.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    CompletionStage<HttpResponse<?>> send(
            @Body SendRequest request,
            @Parameter(hidden = true) @Header("Prefer") @Nullable String prefer,
            @Parameter(hidden = true) @Header("Idempotency-Key") @Nullable String idempotencyKey) {
        refuseWhatNeedsAStore(request, prefer, idempotencyKey);
        Message message = new MessageReader(request).read(MessageId.random(random, domain), Instant.now());
        OnUnknown policy = MessageReader.onUnknown(request).orElse(settings.onUnknown());
        return failover.deliver(message, policy).thenApply(delivery -> answer(message.id(), delivery));
    }

    /** Saying nothing would let a caller believe in a protection that is not there. */
    private static void refuseWhatNeedsAStore(
            SendRequest request, @Nullable String prefer, @Nullable String idempotencyKey) {
        if (prefer != null && prefer.contains("respond-async")) {
            throw needsAStore("Prefer: respond-async");
        }
        if (idempotencyKey != null) {
            throw needsAStore("Idempotency-Key");
        }
        if (request.sendAt() != null) {
            throw needsAStore("send_at");
        }
    }

    private static ProblemException needsAStore(String what) {
        return new ProblemException(Problem.of(
                HttpStatus.NOT_IMPLEMENTED, what + " needs a store, and this daemon has none; send without it."));
    }

    private static HttpResponse<?> answer(MessageId id, Delivery delivery) {
        return switch (delivery.status()) {
            case SENT -> HttpResponse.ok(SendResult.of(id, delivery));
            case REJECTED ->
                problem(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "The message was rejected; another provider would do so too.",
                        id,
                        delivery);
            case UNKNOWN -> unknown(id, delivery);
            case FAILED -> delivery.mayBeSent() ? unknown(id, delivery) : unavailable(id, delivery);
        };
    }

    private static HttpResponse<?> unknown(MessageId id, Delivery delivery) {
        return problem(
                HttpStatus.GATEWAY_TIMEOUT,
                "A provider gave no answer, so the message may have been sent; sending it again may double it.",
                id,
                delivery);
    }

    private static HttpResponse<?> unavailable(MessageId id, Delivery delivery) {
        MutableHttpResponse<?> response = problem(
                HttpStatus.SERVICE_UNAVAILABLE, "No provider could take the message; it was not sent.", id, delivery);
        Duration wait = delivery.retryAfter();
        if (wait != null) {
            response.header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
        }
        return response;
    }

    private static MutableHttpResponse<Problem> problem(
            HttpStatus status, String detail, MessageId id, Delivery delivery) {
        Problem problem = new Problem(
                "about:blank",
                status.getReason(),
                status.getCode(),
                detail,
                null,
                id.value(),
                delivery.mayBeSent(),
                delivery.attempts().stream().map(ProviderAttempt::of).toList());
        return HttpResponse.<Problem>status(status)
                .contentType(Problem.MEDIA_TYPE)
                .body(problem);
    }
}
