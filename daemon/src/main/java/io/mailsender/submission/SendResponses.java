package io.mailsender.submission;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.delivery.RoundResult;
import io.mailsender.http.Problem;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.queue.StoredMessage;
import io.mailsender.queue.Submission;
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

/** The answers to a submission. */
final class SendResponses {

    private static final String MAYBE_SENT =
            "A provider gave no answer, so the message may have been sent; sending it again may duplicate it.";

    private static final String NOT_SENT = "No provider could take the message; it was not sent. Send it again later.";

    private static final String SUPPRESSED =
            "Every recipient who did not have the message was put on the suppression list before it was sent.";

    /** How many addresses a sentence names. */
    private static final int MAX_NAMED = 3;

    private SendResponses() {}

    /**
     * The answer after a round.
     *
     * @param isKept whether a store has the message, so that its status can be requested later
     */
    static MutableHttpResponse<?> of(MessageId id, RoundResult result, boolean isKept) {
        return switch (result.status()) {
            case SENT -> HttpResponse.ok(SendResult.of(id, result));
            case REJECTED -> rejected(Subject.of(id, result), result.mayBeSent());
            case FAILED ->
                result.mayBeSent() ? unknown(Subject.of(id, result)) : unavailable(Subject.of(id, result), result);
            case UNKNOWN -> isKept ? accepted(SendResult.of(id, result)) : unknown(Subject.of(id, result));
            // A provider may have taken it for some recipients; the others are retried.
            default ->
                result.sentBy().isPresent()
                        ? HttpResponse.ok(SendResult.of(id, result))
                        : accepted(SendResult.of(id, result));
        };
    }

    /** The answer to a repeated request. */
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

    /** 202, with the place to get the status. */
    static MutableHttpResponse<?> accepted(
            String id, @Nullable String messageId, DeliveryStatus status, List<RecipientStatus> recipients) {
        return accepted(SendResult.accepted(id, messageId, status, recipients));
    }

    /** Nobody is left to send to; nothing was stored. */
    static MutableHttpResponse<?> suppressed(Submission submission) {
        return HttpResponse.<DeliveryProblem>status(HttpStatus.UNPROCESSABLE_ENTITY)
                .contentType(Problem.MEDIA_TYPE)
                .body(DeliveryProblem.of(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        whySuppressed(submission),
                        null,
                        null,
                        false,
                        List.of(),
                        RecipientResult.of(submission.recipients())));
    }

    /** Names the first recipients. */
    static String whySuppressed(Submission submission) {
        List<RecipientStatus> all = submission.recipients();
        String named = all.stream()
                .limit(MAX_NAMED)
                .map(r ->
                        r.address() + " (" + (r.reply() == null ? "" : r.reply().text()) + ")")
                .collect(Collectors.joining(", "));
        String more = all.size() > MAX_NAMED ? " and " + (all.size() - MAX_NAMED) + " more" : "";
        return "Every recipient is on the suppression list: " + named + more + ". Nothing was sent or stored.";
    }

    private static MutableHttpResponse<SendResult> accepted(SendResult result) {
        return HttpResponse.<SendResult>accepted(URI.create("/messages/" + result.id()))
                .body(result);
    }

    /** What a problem says about the message. */
    private record Subject(
            String id, @Nullable String messageId, List<Attempt> attempts, List<RecipientStatus> recipients) {

        static Subject of(MessageId id, RoundResult result) {
            return new Subject(id.value(), id.headerValue(), result.attempts(), result.recipients());
        }

        static Subject of(StoredMessage message) {
            return new Subject(message.id(), message.messageId(), message.attempts(), message.recipients());
        }
    }

    private static MutableHttpResponse<DeliveryProblem> rejected(Subject subject, boolean maybeSent) {
        return problem(HttpStatus.UNPROCESSABLE_ENTITY, whyRejected(subject), subject, maybeSent);
    }

    /** The provider that rejected the message; or, if none did, why each of them does not support it. */
    private static String whyRejected(Subject subject) {
        List<Attempt> attempts = subject.attempts();
        for (Attempt attempt : attempts) {
            if (attempt.outcome() instanceof Rejected) {
                return attempt.provider() + " rejected the message: " + words(attempt)
                        + " That is final; no further provider was tried.";
            }
        }
        if (subject.recipients().stream().anyMatch(r -> r.state() == State.SUPPRESSED) && attempts.isEmpty()) {
            return SUPPRESSED;
        }
        return attempts.stream()
                .map(attempt -> attempt.provider() + ": " + words(attempt))
                .collect(Collectors.joining(" ", "No configured provider supports this message. ", ""));
    }

    private static String words(Attempt attempt) {
        String text = attempt.outcome().reply().text();
        return text.endsWith(".") ? text : text + ".";
    }

    private static MutableHttpResponse<DeliveryProblem> unknown(Subject subject) {
        return problem(HttpStatus.GATEWAY_TIMEOUT, MAYBE_SENT, subject, true);
    }

    private static MutableHttpResponse<DeliveryProblem> unavailable(Subject subject, RoundResult result) {
        String limit = result.limit();
        MutableHttpResponse<DeliveryProblem> response = problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                limit == null
                        ? notSent(result.withheld())
                        : "The message was not sent: it waited for a limit until the deadline passed (" + limit
                                + "). Send it again later.",
                subject,
                false);
        Duration wait = result.retryAfter();
        return wait == null
                ? response
                : response.header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
    }

    private static String notSent(@Nullable String withheld) {
        return withheld == null
                ? NOT_SENT
                : "No provider could take the message; it was not sent. An operator lets these providers rest: "
                        + withheld + ". Send it again later.";
    }

    private static MutableHttpResponse<DeliveryProblem> problem(
            HttpStatus status, String detail, Subject subject, boolean maybeSent) {
        return HttpResponse.<DeliveryProblem>status(status)
                .contentType(Problem.MEDIA_TYPE)
                .body(DeliveryProblem.of(
                        status,
                        detail,
                        subject.id(),
                        subject.messageId(),
                        maybeSent,
                        subject.attempts().stream().map(ProviderAttempt::of).toList(),
                        RecipientResult.of(subject.recipients())));
    }
}
