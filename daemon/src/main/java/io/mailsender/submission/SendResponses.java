package io.mailsender.submission;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RoundResult;
import io.mailsender.http.Problem;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.queue.StoredMessage;
import io.mailsender.status.ProviderAttempt;
import io.mailsender.status.RecipientResult;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a caller is told of a message. */
final class SendResponses {

    private static final String MAYBE_SENT =
            "A provider gave no answer, so the message may have been sent; sending it again may double it.";

    private static final String NOT_SENT = "No provider could take the message; it was not sent.";

    private SendResponses() {}

    /**
     * Of a message after a round.
     *
     * @param isKept whether a store has it, so that it can be asked for later
     */
    static MutableHttpResponse<?> of(MessageId id, RoundResult delivery, boolean isKept) {
        return switch (delivery.status()) {
            case SENT -> HttpResponse.ok(SendResult.of(id, delivery));
            case REJECTED -> rejected(Subject.of(id, delivery), delivery.mayBeSent());
            case FAILED ->
                delivery.mayBeSent()
                        ? unknown(Subject.of(id, delivery))
                        : unavailable(Subject.of(id, delivery), delivery);
            case UNKNOWN -> isKept ? accepted(SendResult.of(id, delivery)) : unknown(Subject.of(id, delivery));
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
            case REJECTED -> rejected(Subject.of(message), message.mayBeSent());
            case FAILED ->
                message.mayBeSent()
                        ? unknown(Subject.of(message))
                        : problem(HttpStatus.SERVICE_UNAVAILABLE, NOT_SENT, Subject.of(message), false);
            case QUEUED ->
                message.sentBy().isPresent()
                        ? HttpResponse.ok(SendResult.of(message))
                        : accepted(SendResult.of(message));
            default -> accepted(SendResult.of(message));
        };
    }

    /** 202: it is kept, and what becomes of it can be asked. */
    static MutableHttpResponse<?> accepted(String id, @Nullable String messageId, DeliveryStatus status) {
        return accepted(SendResult.accepted(id, messageId, status));
    }

    private static MutableHttpResponse<SendResult> accepted(SendResult result) {
        return HttpResponse.<SendResult>accepted(URI.create("/messages/" + result.id()))
                .body(result);
    }

    /** What a problem tells of the message it is about. */
    private record Subject(
            String id, @Nullable String messageId, List<Attempt> attempts, List<RecipientStatus> recipients) {

        static Subject of(MessageId id, RoundResult delivery) {
            return new Subject(id.value(), id.headerValue(), delivery.attempts(), delivery.recipients());
        }

        static Subject of(StoredMessage message) {
            return new Subject(message.id(), message.messageId(), message.attempts(), message.recipients());
        }
    }

    private static MutableHttpResponse<DeliveryProblem> rejected(Subject about, boolean maybeSent) {
        return problem(HttpStatus.UNPROCESSABLE_ENTITY, whyRejected(about.attempts()), about, maybeSent);
    }

    /** Where a provider gave its verdict on the message, that one; else nobody gave any, and each could not carry it. */
    private static String whyRejected(List<Attempt> attempts) {
        for (Attempt attempt : attempts) {
            if (attempt.outcome() instanceof Rejected) {
                return attempt.provider() + " rejected the message: " + words(attempt)
                        + " That is final; no other provider was asked after it.";
            }
        }
        return attempts.stream()
                .map(attempt -> attempt.provider() + ": " + words(attempt))
                .collect(Collectors.joining(" ", "No configured provider can carry the message. ", ""));
    }

    private static String words(Attempt attempt) {
        String text = attempt.outcome().reply().text();
        return text.endsWith(".") ? text : text + ".";
    }

    private static MutableHttpResponse<DeliveryProblem> unknown(Subject about) {
        return problem(HttpStatus.GATEWAY_TIMEOUT, MAYBE_SENT, about, true);
    }

    private static MutableHttpResponse<DeliveryProblem> unavailable(Subject about, RoundResult delivery) {
        String limit = delivery.limit();
        MutableHttpResponse<DeliveryProblem> response = problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                limit == null
                        ? NOT_SENT
                        : "The message was not sent: its turn did not come within the deadline, by " + limit + ".",
                about,
                false);
        Duration wait = delivery.retryAfter();
        return wait == null
                ? response
                : response.header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
    }

    private static MutableHttpResponse<DeliveryProblem> problem(
            HttpStatus status, String detail, Subject about, boolean maybeSent) {
        return HttpResponse.<DeliveryProblem>status(status)
                .contentType(Problem.MEDIA_TYPE)
                .body(DeliveryProblem.of(
                        status,
                        detail,
                        about.id(),
                        about.messageId(),
                        maybeSent,
                        about.attempts().stream().map(ProviderAttempt::of).toList(),
                        RecipientResult.of(about.recipients())));
    }
}
