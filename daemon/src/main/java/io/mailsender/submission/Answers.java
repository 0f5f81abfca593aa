package io.mailsender.submission;

import io.mailsender.delivery.Delivery;
import io.mailsender.http.Problem;
import io.mailsender.http.ProviderAttempt;
import io.mailsender.http.RecipientResult;
import io.mailsender.message.MessageId;
import io.mailsender.queue.Attempt;
import io.mailsender.queue.DeliveryStatus;
import io.mailsender.queue.RecipientStatus;
import io.mailsender.queue.StoredMessage;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** What a caller is told of a message. */
final class Answers {

    private static final String MAYBE_SENT =
            "A provider gave no answer, so the message may have been sent; sending it again may double it.";

    private static final String NOT_SENT = "No provider could take the message; it was not sent.";

    private Answers() {}

    /**
     * Of a message after a round.
     *
     * @param isKept whether a store has it, so that it can be asked for later
     */
    static MutableHttpResponse<?> of(MessageId id, Delivery delivery, boolean isKept) {
        return switch (delivery.status()) {
            case SENT -> HttpResponse.ok(SendResult.of(id, delivery));
            case REJECTED -> rejected(id.value(), delivery.mayBeSent(), delivery.attempts(), delivery.recipients());
            case FAILED ->
                delivery.mayBeSent()
                        ? unknown(id.value(), delivery.attempts(), delivery.recipients())
                        : unavailable(id, delivery);
            case UNKNOWN ->
                isKept
                        ? accepted(SendResult.of(id, delivery))
                        : unknown(id.value(), delivery.attempts(), delivery.recipients());
            // A provider took it for some recipients, and the others are tried again.
            default ->
                delivery.sentBy().isPresent()
                        ? HttpResponse.ok(SendResult.of(id, delivery))
                        : accepted(SendResult.of(id, delivery));
        };
    }

    /** Of a message that is kept, for somebody who asks the same once more. */
    static MutableHttpResponse<?> of(StoredMessage message) {
        return switch (message.status()) {
            case SENT -> HttpResponse.ok(SendResult.of(message));
            case REJECTED -> rejected(message.id(), message.mayBeSent(), message.attempts(), message.recipients());
            case FAILED ->
                message.mayBeSent()
                        ? unknown(message.id(), message.attempts(), message.recipients())
                        : problem(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                NOT_SENT,
                                message.id(),
                                false,
                                message.attempts(),
                                message.recipients());
            default -> accepted(SendResult.of(message));
        };
    }

    /** 202: it is kept, and what becomes of it can be asked. */
    static MutableHttpResponse<?> accepted(String id, DeliveryStatus status) {
        return accepted(SendResult.accepted(id, status));
    }

    private static MutableHttpResponse<SendResult> accepted(SendResult result) {
        return HttpResponse.<SendResult>accepted(URI.create("/messages/" + result.id()))
                .body(result);
    }

    private static MutableHttpResponse<Problem> rejected(
            String id, boolean maybeSent, List<Attempt> attempts, List<RecipientStatus> recipients) {
        return problem(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "The message was rejected; another provider would do so too.",
                id,
                maybeSent,
                attempts,
                recipients);
    }

    private static MutableHttpResponse<Problem> unknown(
            String id, List<Attempt> attempts, List<RecipientStatus> recipients) {
        return problem(HttpStatus.GATEWAY_TIMEOUT, MAYBE_SENT, id, true, attempts, recipients);
    }

    private static MutableHttpResponse<Problem> unavailable(MessageId id, Delivery delivery) {
        String limit = delivery.limit();
        MutableHttpResponse<Problem> response = problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                limit == null
                        ? NOT_SENT
                        : "The message was not sent: its turn did not come within the deadline, by " + limit + ".",
                id.value(),
                false,
                delivery.attempts(),
                delivery.recipients());
        Duration wait = delivery.retryAfter();
        return wait == null
                ? response
                : response.header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
    }

    private static MutableHttpResponse<Problem> problem(
            HttpStatus status,
            String detail,
            String id,
            boolean maybeSent,
            List<Attempt> attempts,
            List<RecipientStatus> recipients) {
        Problem problem = new Problem(
                "about:blank",
                status.getReason(),
                status.getCode(),
                detail,
                null,
                id,
                maybeSent,
                attempts.stream().map(ProviderAttempt::of).toList(),
                RecipientResult.of(recipients));
        return HttpResponse.<Problem>status(status)
                .contentType(Problem.MEDIA_TYPE)
                .body(problem);
    }
}
