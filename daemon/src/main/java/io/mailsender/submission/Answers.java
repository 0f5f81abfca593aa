package io.mailsender.submission;

import io.mailsender.delivery.Delivery;
import io.mailsender.http.Problem;
import io.mailsender.http.ProviderAttempt;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.queue.Attempt;
import io.mailsender.queue.DeliveryStatus;
import io.mailsender.queue.StoredMessage;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a caller is told of a message. */
final class Answers {

    private static final String MAYBE_SENT =
            "A provider gave no answer, so the message may have been sent; sending it again may double it.";

    private Answers() {}

    /** Of a message that nobody keeps, or whose caller waited for its end. */
    static MutableHttpResponse<?> of(MessageId id, Delivery delivery) {
        return switch (delivery.status()) {
            case SENT -> HttpResponse.ok(SendResult.of(id, delivery));
            case REJECTED -> rejected(id.value(), id.headerValue(), delivery.mayBeSent(), delivery.attempts());
            case FAILED ->
                delivery.mayBeSent()
                        ? unknown(id.value(), id.headerValue(), delivery.attempts())
                        : unavailable(id.value(), id.headerValue(), delivery.attempts(), delivery.retryAfter());
            default -> unknown(id.value(), id.headerValue(), delivery.attempts());
        };
    }

    /** Of a message that is kept, for somebody who asks the same once more. */
    static MutableHttpResponse<?> of(StoredMessage message) {
        return switch (message.status()) {
            case SENT -> HttpResponse.ok(SendResult.of(message));
            case REJECTED -> rejected(message.id(), message.messageId(), message.mayBeSent(), message.attempts());
            case FAILED ->
                message.mayBeSent()
                        ? unknown(message.id(), message.messageId(), message.attempts())
                        : unavailable(message.id(), message.messageId(), message.attempts(), null);
            default -> accepted(message.id(), message.messageId(), message.status());
        };
    }

    /** 202: it is kept, and what becomes of it can be asked. */
    static MutableHttpResponse<?> accepted(String id, @Nullable String messageId, DeliveryStatus status) {
        return HttpResponse.accepted(URI.create("/messages/" + id)).body(SendResult.accepted(id, messageId, status));
    }

    private static MutableHttpResponse<Problem> rejected(
            String id, @Nullable String messageId, boolean maybeSent, List<Attempt> attempts) {
        return problem(HttpStatus.UNPROCESSABLE_ENTITY, whyRejected(attempts), id, messageId, maybeSent, attempts);
    }

    /** Where a provider gave its verdict on the message, that one; else nobody gave any, and each could not carry it. */
    private static String whyRejected(List<Attempt> attempts) {
        for (Attempt attempt : attempts) {
            if (attempt.outcome() instanceof Rejected) {
                return attempt.provider() + " rejected the message: " + words(attempt) + " It is final: no other provider was asked after that.";
            }
        }
        StringBuilder reasons = new StringBuilder("No provider that is configured can carry the message:");
        attempts.forEach(attempt ->
                reasons.append(' ').append(attempt.provider()).append(": ").append(words(attempt)));
        return reasons.toString();
    }

    private static String words(Attempt attempt) {
        String text = attempt.outcome().reply().text().strip();
        return text.endsWith(".") ? text : text + ".";
    }

    private static MutableHttpResponse<Problem> unknown(String id, @Nullable String messageId, List<Attempt> attempts) {
        return problem(HttpStatus.GATEWAY_TIMEOUT, MAYBE_SENT, id, messageId, true, attempts);
    }

    private static MutableHttpResponse<Problem> unavailable(
            String id, @Nullable String messageId, List<Attempt> attempts, @Nullable Duration wait) {
        MutableHttpResponse<Problem> response = problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "No provider could take the message; it was not sent.",
                id,
                messageId,
                false,
                attempts);
        return wait == null
                ? response
                : response.header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
    }

    private static MutableHttpResponse<Problem> problem(
            HttpStatus status,
            String detail,
            String id,
            @Nullable String messageId,
            boolean maybeSent,
            List<Attempt> attempts) {
        Problem problem = new Problem(
                "about:blank",
                status.getReason(),
                status.getCode(),
                detail,
                null,
                id,
                messageId,
                maybeSent,
                attempts.stream().map(ProviderAttempt::of).toList());
        return HttpResponse.<Problem>status(status)
                .contentType(Problem.MEDIA_TYPE)
                .body(problem);
    }
}
