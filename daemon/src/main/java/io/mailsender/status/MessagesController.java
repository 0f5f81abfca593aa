package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.access.Needs;
import io.mailsender.access.Scope;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.HeaderText;
import io.mailsender.message.MessageId;
import io.mailsender.queue.DeliveryStatus;
import io.mailsender.queue.MessageFilter;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.StoredMessage;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells what became of messages, and settles those that do not settle by themselves. */
@Controller("/messages")
@Needs(Scope.READ)
@Tag(name = "messages")
final class MessagesController {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private static final Instant EARLIEST = Instant.ofEpochMilli(Long.MIN_VALUE);
    private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

    private final @Nullable MessageStore store;

    MessagesController(@Nullable MessageStore store) {
        this.store = store;
    }

    @Get("/{id}")
    @Operation(operationId = "message", summary = "What became of a message")
    CompletionStage<MessageView> message(HttpRequest<?> http, String id) {
        return find(http, id).thenApply(MessageView::of);
    }

    @Get
    @Operation(operationId = "messages", summary = "The messages, newest first")
    CompletionStage<MessageList> messages(
            HttpRequest<?> http,
            @QueryValue("status") @Nullable String status,
            @QueryValue("recipient") @Nullable String recipient,
            @QueryValue("tag") @Nullable String tag,
            @QueryValue("since") @Nullable String since,
            @QueryValue("until") @Nullable String until,
            @QueryValue("cursor") @Nullable String cursor,
            @QueryValue("limit") @Nullable Integer limit) {
        int size = limit == null ? DEFAULT_LIMIT : limit;
        if (size < 1 || size > MAX_LIMIT) {
            throw ProblemException.badRequest("limit", "must be 1 to " + MAX_LIMIT);
        }
        MessageFilter filter = new MessageFilter(
                Caller.of(http).sees(),
                parse(
                        "status",
                        status,
                        DeliveryStatus::of,
                        "must be one of queued, sending, sent, rejected, failed, unknown, cancelled"),
                parse("recipient", recipient, EmailAddress::parse, "must be an address"),
                parse("tag", tag, HeaderText::requireSafe, "must be a tag"),
                instant("since", since),
                instant("until", until),
                parse("cursor", cursor, Cursor::parse, "must be the `next` of the page before"),
                size + 1);
        return store().list(filter).thenApply(found -> page(found, size));
    }

    @Delete("/{id}")
    @Needs(Scope.SEND)
    @Operation(operationId = "cancel", summary = "Take back a message that waits")
    CompletionStage<MessageView> cancel(HttpRequest<?> http, String id) {
        return change(
                http,
                id,
                (kept, message) -> kept.cancel(id),
                "It is being sent, or is at its end; only a message that is queued can be taken back.");
    }

    @Post("/{id}/resend")
    @Needs(Scope.SEND)
    @Operation(
            operationId = "resend",
            summary = "Send a message once more that failed, was cancelled, or may have been sent")
    CompletionStage<MessageView> resend(HttpRequest<?> http, String id) {
        return change(
                http,
                id,
                (kept, message) -> {
                    Caller.of(http).sendsAgain(message.recipients().size());
                    return kept.resend(id);
                },
                "Only a message that is failed, unknown or cancelled can be sent once more, and only as long as its content is kept.");
    }

    @Post("/{id}/close")
    @Needs(Scope.SEND)
    @Operation(operationId = "close", summary = "Settle a message of which nobody could tell whether it was sent")
    CompletionStage<MessageView> close(HttpRequest<?> http, String id, @Body Verdict verdict) {
        DeliveryStatus status = "sent".equals(verdict.status())
                ? DeliveryStatus.SENT
                : "failed".equals(verdict.status()) ? DeliveryStatus.FAILED : null;
        if (status == null) {
            throw ProblemException.badRequest("status", "must be sent or failed");
        }
        return change(
                http, id, (kept, message) -> kept.close(id, status), "Only a message that is unknown can be closed.");
    }

    private CompletionStage<MessageView> change(HttpRequest<?> http, String id, Change change, String why) {
        return find(http, id)
                .thenCompose(before -> change.apply(store(), before))
                .thenCompose(done -> find(http, id).thenApply(message -> {
                    if (!done) {
                        throw new ProblemException(Problem.of(
                                HttpStatus.CONFLICT,
                                "The message is " + message.status().word() + ". " + why));
                    }
                    return MessageView.of(message);
                }));
    }

    /** A message of somebody else's is none. */
    private CompletionStage<StoredMessage> find(HttpRequest<?> http, String id) {
        String owner = Caller.of(http).sees();
        MessageStore kept = store();
        if (!MessageId.isValue(id)) {
            throw noSuchMessage();
        }
        return kept.find(id)
                .thenApply(found -> found.filter(
                                message -> owner == null || message.owner().equals(owner))
                        .orElseThrow(MessagesController::noSuchMessage));
    }

    private static ProblemException noSuchMessage() {
        return new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "There is no such message."));
    }

    private MessageStore store() {
        if (store == null) {
            // A 404 would say that there is no such message.
            throw ProblemException.needsAStore("The status of messages", "POST /send answers with the outcome");
        }
        return store;
    }

    private static <T> @Nullable T parse(
            String parameter, @Nullable String text, Function<String, T> parser, String advice) {
        try {
            return text == null ? null : parser.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw ProblemException.badRequest(parameter, advice);
        }
    }

    private static @Nullable Instant instant(String parameter, @Nullable String text) {
        return parse(
                parameter,
                text,
                MessagesController::instant,
                "must be an instant in UTC, such as 2030-01-31T08:00:00Z");
    }

    private static Instant instant(String text) {
        Instant instant = Instant.parse(text);
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw new DateTimeException("the store counts milliseconds, and not as far as that");
        }
        return instant;
    }

    private static MessageList page(List<StoredMessage> found, int size) {
        List<StoredMessage> page = found.size() > size ? found.subList(0, size) : found;
        return new MessageList(
                page.stream().map(MessageView::of).toList(),
                found.size() > size ? Cursor.of(page.get(size - 1)) : null);
    }

    private interface Change {
        CompletionStage<Boolean> apply(MessageStore store, StoredMessage message);
    }

    /** Messages. */
    @Serdeable
    @Schema(name = "MessageList", description = "A page of messages, newest first.")
    record MessageList(
            List<MessageView> messages,

            @Schema(description = "The `cursor` of the next page; absent on the last one.") @Nullable
            String next) {}

    /** The place behind a message, as callers carry it. */
    private static final class Cursor {

        private Cursor() {}

        static String of(StoredMessage message) {
            return message.accepted().toEpochMilli() + "-" + message.id();
        }

        static MessageFilter.Position parse(String text) {
            int dash = text.indexOf('-');
            return new MessageFilter.Position(
                    Instant.ofEpochMilli(Long.parseLong(text.substring(0, Math.max(0, dash)))),
                    MessageId.requireValue(text.substring(dash + 1)));
        }
    }
}
