package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.message.MessageId;
import io.mailsender.queue.MessageFilter;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.StoredMessage;
import io.mailsender.queue.Submission;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * What a caller may see of messages and do with them, one at a time. A {@link ProblemException} says what is wrong, either at once or
 * as the stage's failure. Another caller's message is not found.
 */
@Singleton
public final class MessageActions {

    static final String CANCEL = "Only a queued message can be cancelled.";
    static final String RESEND =
            "Only a message that is failed, rejected, unknown or cancelled, or sent to some of its recipients only, can be resent, and only while its content is kept.";
    static final String CLOSE = "Only a message with status unknown can be closed.";

    private final @Nullable MessageStore store;
    private final @Nullable MessageHistory history;

    MessageActions(@Nullable MessageStore store, @Nullable MessageHistory history) {
        this.store = store;
        this.history = history;
    }

    /** A page of messages, newest first. @param cursor the {@code next} of the page before */
    public CompletionStage<MessageList> list(
            Caller caller, MessageCriteria criteria, @Nullable String cursor, int limit) {
        return list(filter(caller, criteria, new ListQuery(null, ""), cursor, limit));
    }

    CompletionStage<MessageList> list(MessageFilter filter) {
        return store().list(filter)
                .thenApply(page -> new MessageList(
                        page.messages().stream().map(MessageView::of).toList(),
                        page.next() == null ? null : Cursor.of(page.next())));
    }

    /**
     * All messages that match, as a file in CSV (RFC 4180). Its stream fails if the store does meanwhile.
     *
     * @param addresses how addresses, and words that may have some, are written
     */
    public CompletionStage<Publisher<byte[]>> export(
            Caller caller, MessageCriteria criteria, UnaryOperator<String> addresses) {
        return export(filter(caller, criteria, new ListQuery(null, ""), null, MessageExport.PAGE), addresses);
    }

    CompletionStage<Publisher<byte[]>> export(MessageFilter filter, UnaryOperator<String> addresses) {
        return new MessageExport(store(), addresses).pages(filter);
    }

    MessageFilter filter(Caller caller, MessageCriteria criteria, ListQuery query, @Nullable String cursor, int limit) {
        if (store == null) {
            throw ProblemException.needsAStore("A list of messages", "use the answer of POST /send");
        }
        return new CriteriaReader(query).read(caller, criteria, cursor, limit);
    }

    /** A message with its timeline. */
    public CompletionStage<MessageView> view(Caller caller, String id) {
        return find(caller, id).thenCompose(this::view);
    }

    private CompletionStage<MessageView> view(StoredMessage message) {
        MessageHistory events = history;
        return events == null ? CompletableFuture.completedFuture(MessageView.of(message)) : events.of(message);
    }

    /** Cancels a queued message. */
    public CompletionStage<MessageView> cancel(Caller caller, String id) {
        return change(caller, id, (messages, message) -> messages.cancel(id), CANCEL);
    }

    /** Changes when a queued message that was not tried yet is sent. @param sendAt {@code null} if it is missing */
    public CompletionStage<MessageView> reschedule(Caller caller, String id, @Nullable Instant sendAt) {
        if (sendAt == null) {
            throw ProblemException.badRequest(
                    "send_at", "is required: an instant in UTC, such as 2030-01-31T08:00:00Z");
        }
        Instant due = due(sendAt);
        return change(
                caller,
                id,
                (messages, message) -> messages.reschedule(id, due),
                "Only a queued message that was not tried yet can be rescheduled.");
    }

    /** Sends a message again to those who do not have it. @param sendAt {@code null} for now, or for its own time */
    public CompletionStage<MessageView> resend(Caller caller, String id, @Nullable Instant sendAt) {
        Instant due = sendAt == null ? null : due(sendAt);
        return change(
                caller,
                id,
                (messages, message) -> {
                    caller.authorizeResend(message.recipients().size());
                    return messages.resend(id, due);
                },
                RESEND);
    }

    /** Settles an unknown message. @param verdict {@code sent} or {@code failed} */
    public CompletionStage<MessageView> close(Caller caller, String id, @Nullable String verdict) {
        DeliveryStatus status = verdict(verdict);
        return change(caller, id, (messages, message) -> messages.resolve(id, status), CLOSE);
    }

    static DeliveryStatus verdict(@Nullable String word) {
        if ("sent".equals(word)) {
            return DeliveryStatus.SENT;
        }
        if ("failed".equals(word)) {
            return DeliveryStatus.FAILED;
        }
        throw ProblemException.badRequest("status", "must be sent or failed");
    }

    private Instant due(Instant sendAt) {
        try {
            return Submission.due(sendAt, store().now());
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("send_at", String.valueOf(e.getMessage()));
        }
    }

    private CompletionStage<MessageView> change(
            Caller caller,
            String id,
            BiFunction<MessageStore, StoredMessage, CompletionStage<Boolean>> change,
            String why) {
        return find(caller, id)
                .thenCompose(before -> change.apply(store(), before))
                .thenCompose(done -> find(caller, id).thenCompose(message -> {
                    if (!done) {
                        throw new ProblemException(Problem.of(
                                HttpStatus.CONFLICT,
                                "The message is " + message.status().word() + ". " + why));
                    }
                    return view(message);
                }));
    }

    /** A message that the caller may see. */
    CompletionStage<StoredMessage> find(Caller caller, String id) {
        String owner = caller.visibleOwner();
        MessageStore messages = store();
        if (!MessageId.isValue(id)) {
            throw noSuchMessage();
        }
        return messages.find(id)
                .thenApply(found -> found.filter(
                                message -> owner == null || message.owner().equals(owner))
                        .orElseThrow(MessageActions::noSuchMessage));
    }

    private static ProblemException noSuchMessage() {
        return new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "There is no such message."));
    }

    MessageStore store() {
        if (store == null) {
            // A 404 would mean that the message does not exist.
            throw ProblemException.needsAStore("The status of messages", "use the answer of POST /send");
        }
        return store;
    }
}
