package io.mailsender.submission;

import io.mailsender.delivery.DeliverySettings;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.RoundResult;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.message.MessageId;
import io.mailsender.queue.Added;
import io.mailsender.queue.Dispatcher;
import io.mailsender.queue.Dispatcher.Sending;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.RecipientCheck;
import io.mailsender.queue.StoredMessage;
import io.mailsender.queue.Submission;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Stores and sends messages, and answers with the result, or with 202 if it comes too late. */
@Singleton
@Requires(beans = MessageStore.class)
final class SendService {

    /** How long a write may take beyond the delivery's deadline before the caller gets a 202 instead. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final String REPLAYED = "Idempotent-Replayed";
    private static final String RETRY_OF = "Idempotent-Retry-Of";

    private final Dispatcher dispatcher;
    private final MessageStore store;
    private final DeliverySettings settings;
    private final RecipientCheck recipientCheck;

    SendService(
            Dispatcher dispatcher,
            MessageStore store,
            DeliverySettings settings,
            @Nullable RecipientCheck recipientCheck) {
        this.dispatcher = dispatcher;
        this.store = store;
        this.settings = settings;
        this.recipientCheck = recipientCheck == null ? RecipientCheck.NONE : recipientCheck;
    }

    /** Answers when the round ends. */
    CompletionStage<HttpResponse<?>> send(Submission submission) {
        return checked(
                submission,
                true,
                left -> answer(left, dispatcher.send(left), settings.deadline().plus(GRACE), true));
    }

    /** Completes when the round ends; exceptionally if the message is not accepted. Its recipients were checked. */
    CompletionStage<RoundResult> round(Submission submission) {
        Sending sending = dispatcher.send(submission);
        return sending.added()
                .handle((added, failure) -> {
                    if (failure != null) {
                        throw notAccepted();
                    }
                    return added;
                })
                .thenCompose(added -> within(settings.deadline().plus(GRACE), sending.result())
                        .exceptionally(failure -> {
                            throw late(submission.message().id());
                        }));
    }

    /** Answers when the message is stored, or with its result if the round ends within {@code wait}. */
    CompletionStage<HttpResponse<?>> accept(Submission submission, Duration wait) {
        return checked(submission, false, left -> answer(left, dispatcher.accept(left), wait, false));
    }

    /** Completes when the message is stored. */
    CompletionStage<Added> accept(Submission submission) {
        return dispatcher.accept(submission).added();
    }

    /** The Message-ID of a stored message; empty if it is no longer known. */
    CompletionStage<Optional<String>> messageId(String id) {
        return store.find(id).thenApply(found -> found.map(StoredMessage::messageId));
    }

    /**
     * Leaves out the recipients that are on the suppression list.
     *
     * @return completes with a {@link ProblemException} if the list cannot be read: the message must not be sent then
     */
    CompletionStage<Submission> check(Submission submission) {
        if (submission.ignoresSuppression()) {
            return CompletableFuture.completedFuture(submission);
        }
        return recipientCheck
                .suppressed(
                        submission.owner(), submission.message().destination().addresses())
                .handle((suppressed, failure) -> {
                    if (failure != null) {
                        throw notChecked();
                    }
                    return suppressed.isEmpty() ? submission : submission.without(suppressed);
                });
    }

    /** How the submission's idempotency key was used before; empty if it has none or the key is free. */
    CompletionStage<Optional<Added>> usedBefore(Submission submission) {
        IdempotencyKey key = submission.key();
        return key == null ? CompletableFuture.completedFuture(Optional.empty()) : store.usedBefore(key);
    }

    private CompletionStage<HttpResponse<?>> checked(
            Submission submission, boolean synchronous, Function<Submission, CompletionStage<HttpResponse<?>>> send) {
        return check(submission)
                .thenCompose(left -> left.isSuppressed() ? suppressed(left, synchronous) : send.apply(left));
    }

    /** Nobody is left. The repetition of a request from before that is answered like the first one. */
    private CompletionStage<HttpResponse<?>> suppressed(Submission submission, boolean synchronous) {
        return usedBefore(submission).thenCompose(before -> {
            if (before.isPresent() && before.get() instanceof Added.Replayed replayed) {
                return replay(replayed.id(), synchronous);
            }
            if (before.isPresent()) {
                throw conflict();
            }
            return CompletableFuture.completedFuture(SendResponses.suppressed(submission));
        });
    }

    private CompletionStage<HttpResponse<?>> answer(
            Submission submission, Sending sending, Duration wait, boolean synchronous) {
        long started = System.nanoTime();
        return sending.added()
                .handle((added, failure) -> {
                    if (failure != null) {
                        throw notAccepted();
                    }
                    if (added instanceof Added.Replayed replayed) {
                        return replay(replayed.id(), synchronous);
                    }
                    if (added instanceof Added.Conflict) {
                        throw conflict();
                    }
                    Duration left = wait.minusNanos(System.nanoTime() - started);
                    return outcome(submission, sending.result(), left, synchronous)
                            .<HttpResponse<?>>thenApply(answer -> marked(answer, added));
                })
                .thenCompose(stage -> stage);
    }

    private static HttpResponse<?> marked(HttpResponse<?> answer, Added added) {
        if (added instanceof Added.Accepted accepted && accepted.retryOf() != null) {
            answer.toMutableResponse().header(RETRY_OF, accepted.retryOf());
        }
        return answer;
    }

    private CompletionStage<HttpResponse<?>> outcome(
            Submission submission, CompletionStage<RoundResult> round, Duration wait, boolean synchronous) {
        MessageId id = submission.message().id();
        boolean isForLater = submission.due().isAfter(store.now().plus(wait));
        if (!synchronous && (wait.isZero() || wait.isNegative() || isForLater)) {
            return CompletableFuture.completedFuture(SendResponses.accepted(
                    id.value(), id.headerValue(), DeliveryStatus.QUEUED, submission.recipients()));
        }
        return within(wait, round)
                .handle((result, failure) -> failure == null
                        ? SendResponses.of(id, result, true)
                        : SendResponses.accepted(
                                id.value(), id.headerValue(), DeliveryStatus.SENDING, submission.recipients()));
    }

    private CompletionStage<HttpResponse<?>> replay(String id, boolean synchronous) {
        return store.find(id).thenApply(found -> {
            StoredMessage message = found.orElseThrow(SendService::conflict);
            if (synchronous && message.status() == DeliveryStatus.SENDING) {
                throw new ProblemException(Problem.of(
                        HttpStatus.CONFLICT,
                        "The first request with this Idempotency-Key is still in progress. Repeat the request later."));
            }
            return (synchronous || message.status() == DeliveryStatus.SENT
                            ? SendResponses.of(message)
                            : SendResponses.accepted(id, message.messageId(), message.status(), message.recipients()))
                    .header(REPLAYED, "true");
        });
    }

    /** A copy of the stage, so that the timeout does not complete it for others. */
    private static <T> CompletableFuture<T> within(Duration wait, CompletionStage<T> stage) {
        return stage.toCompletableFuture().copy().orTimeout(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    static ProblemException conflict() {
        return new ProblemException(Problem.of(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "This Idempotency-Key was already used for a different request. Use a new key."));
    }

    private static ProblemException late(MessageId id) {
        return new ProblemException(Problem.of(
                HttpStatus.GATEWAY_TIMEOUT,
                "The attempt was not on record in time: GET /messages/" + id.value() + " has its outcome later."));
    }

    private static ProblemException notChecked() {
        return new ProblemException(
                Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "The message was not accepted, because the suppression list cannot be read; no provider was tried. Send it again later."));
    }

    static ProblemException notAccepted() {
        return new ProblemException(
                Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "The message was not accepted, because the store cannot be written; no provider was tried. Send it again later."));
    }
}
