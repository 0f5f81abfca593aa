package io.mailsender.submission;

import io.mailsender.delivery.Delivery;
import io.mailsender.http.Problem;
import io.mailsender.http.ProviderAttempt;
import io.mailsender.message.MessageId;
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
            case REJECTED -> rejected(id.value(), delivery.mayBeSent(), delivery.attempts());
            case FAILED ->
                delivery.mayBeSent()
                        ? unknown(id.value(), delivery.attempts())
                        : unavailable(id.value(), delivery.attempts(), delivery.retryAfter());
            default -> unknown(id.value(), delivery.attempts());
        };
    }

    /** Of a message that is kept, for somebody who asks the same once more. */
    static MutableHttpResponse<?> of(StoredMessage message) {
        return switch (message.status()) {
            case SENT -> HttpResponse.ok(SendResult.of(message));
            case REJECTED -> rejected(message.id(), message.mayBeSent(), message.attempts());
            case FAILED ->
                message.mayBeSent()
                        ? unknown(message.id(), message.attempts())
                        : unavailable(message.id(), message.attempts(), null);
            default -> accepted(message.id(), message.status());
        };
    }

    /** 202: it is kept, and what becomes of it can be asked. */
    static MutableHttpResponse<?> accepted(String id, DeliveryStatus status) {
        return HttpResponse.accepted(URI.create("/messages/" + id)).body(SendResult.accepted(id, status));
    }

    private static MutableHttpResponse<Problem> rejected(String id, boolean maybeSent, List<Attempt> attempts) {
        return problem(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "The message was rejected; another provider would do so too.",
                id,
                maybeSent,
                attempts);
    }

    private static MutableHttpResponse<Problem> unknown(String id, List<Attempt> attempts) {
        return problem(HttpStatus.GATEWAY_TIMEOUT, MAYBE_SENT, id, true, attempts);
    }

    private static MutableHttpResponse<Problem> unavailable(
            String id, List<Attempt> attempts, @Nullable Duration wait) {
        MutableHttpResponse<Problem> response = problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "No provider could take the message; it was not sent.",
                id,
                false,
                attempts);
        return wait == null
                ? response
                : response.header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
    }

    private static MutableHttpResponse<Problem> problem(
            HttpStatus status, String detail, String id, boolean maybeSent, List<Attempt> attempts) {
        Problem problem = new Problem(
                "about:blank",
                status.getReason(),
                status.getCode(),
                detail,
                null,
                id,
                maybeSent,
                attempts.stream().map(ProviderAttempt::of).toList());
        return HttpResponse.<Problem>status(status)
                .contentType(Problem.MEDIA_TYPE)
                .body(problem);
    }
}
