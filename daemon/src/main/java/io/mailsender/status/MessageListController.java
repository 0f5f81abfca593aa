package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.HeaderText;
import io.mailsender.message.MessageId;
import io.mailsender.queue.MessageFilter;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.StoredMessage;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lists messages, filtered and by page. */
@Controller("/messages")
@ErrorResponses
@ErrorResponses.OfStore
@RequiresScope(Scope.READ)
@Tag(name = "messages")
final class MessageListController {

    private static final List<String> RECIPIENT_STATES = List.of(
            "pending",
            "sent",
            "deferred",
            "refused",
            "failed",
            "delivered",
            "bounced",
            "complained",
            "rejected",
            "suppressed");

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final int MAX_PROVIDER_MESSAGE_ID = 998;

    private final @Nullable MessageStore store;

    MessageListController(@Nullable MessageStore store) {
        this.store = store;
    }

    @Get
    @Operation(operationId = "messages", summary = "List messages, newest first")
    CompletionStage<MessageList> messages(
            HttpRequest<?> http,
            @Parameter(
                            description = "Only messages with this status.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            allowableValues = {
                                                "queued",
                                                "sending",
                                                "sent",
                                                "rejected",
                                                "failed",
                                                "unknown",
                                                "cancelled"
                                            }))
                    @QueryValue("status")
                    @Nullable
                    String status,
            @Parameter(
                            description = "Only messages to this address. Write a `+` in it as `%2B`.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            format = "address",
                                            pattern = ApiPattern.ADDRESS))
                    @QueryValue("recipient")
                    @Nullable
                    String recipient,
            @Parameter(
                            description = "Only messages with this tag.",
                            schema = @Schema(type = "string", nullable = false, pattern = ApiPattern.LINE))
                    @QueryValue("tag")
                    @Nullable
                    String tag,
            @Parameter(
                            description = "Only the message with this Message-ID, with or without angle brackets.",
                            schema = @Schema(type = "string", nullable = false, pattern = ApiPattern.MESSAGE_ID))
                    @QueryValue("message_id")
                    @Nullable
                    String messageId,
            @Parameter(
                            description =
                                    "Only messages with this `provider_message_id`, with or without angle brackets.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            minLength = 1,
                                            maxLength = MAX_PROVIDER_MESSAGE_ID,
                                            pattern = ApiPattern.LINE))
                    @QueryValue("provider_message_id")
                    @Nullable
                    String providerMessageId,
            @Parameter(
                            description = "Only messages accepted at or after this time.",
                            schema = @Schema(type = "string", nullable = false, format = "date-time"))
                    @QueryValue("since")
                    @Nullable
                    String since,
            @Parameter(
                            description = "Only messages accepted before this time.",
                            schema = @Schema(type = "string", nullable = false, format = "date-time"))
                    @QueryValue("until")
                    @Nullable
                    String until,
            @Parameter(
                            description = "The `next` of the previous page.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            pattern = "^-?[0-9]{1,18}-[0-9a-f]{32}$"))
                    @QueryValue("cursor")
                    @Nullable
                    String cursor,
            @Parameter(
                            description = "The number of messages in a page; the default is 50.",
                            schema =
                                    @Schema(
                                            type = "integer",
                                            format = "int32",
                                            nullable = false,
                                            minimum = "1",
                                            maximum = "" + MAX_LIMIT))
                    @QueryValue("limit")
                    @Nullable
                    Integer limit,
            @Parameter(
                            description =
                                    "Only messages with a recipient in this state; together with `recipient`, only those with that recipient in it.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            allowableValues = {
                                                "pending",
                                                "sent",
                                                "deferred",
                                                "refused",
                                                "failed",
                                                "delivered",
                                                "bounced",
                                                "complained",
                                                "rejected",
                                                "suppressed"
                                            }))
                    @QueryValue("recipient_state")
                    @Nullable
                    String recipientState) {
        int size = limit == null ? DEFAULT_LIMIT : limit;
        if (size < 1 || size > MAX_LIMIT) {
            throw ProblemException.badRequest("limit", "must be 1 to " + MAX_LIMIT);
        }
        ListQuery query = new ListQuery(http);
        MessageFilter filter = new MessageFilter(
                Caller.of(http).visibleOwner(),
                query.parse(
                        "status",
                        status,
                        DeliveryStatus::of,
                        "must be one of queued, sending, sent, rejected, failed, unknown, cancelled"),
                query.parse("recipient", recipient, EmailAddress::parse, "must be an address"),
                query.parse(
                        "recipient_state",
                        recipientState,
                        MessageListController::recipientState,
                        "must be one of " + String.join(", ", RECIPIENT_STATES)),
                query.parse("tag", tag, HeaderText::requireSafe, "must be a tag"),
                query.parse(
                        "message_id",
                        messageId,
                        MessageListController::messageId,
                        "must be a Message-ID, such as <0190f6b2c1d07f3a8e5b9c4d2a1f6e7b@example.com>"),
                query.parse(
                        "provider_message_id",
                        providerMessageId,
                        MessageListController::providerMessageId,
                        "must be the `provider_message_id` of an attempt"),
                query.instant("since", since),
                query.instant("until", until),
                query.parse("cursor", cursor, Cursor::parse, "must be the `next` of the previous page"),
                size + 1);
        return store().list(filter).thenApply(found -> page(found, size));
    }

    private MessageStore store() {
        if (store == null) {
            throw ProblemException.needsAStore("A list of messages", "use the answer of POST /send");
        }
        return store;
    }

    private static String recipientState(String word) {
        if (!RECIPIENT_STATES.contains(word)) {
            throw new IllegalArgumentException("not a state");
        }
        return word;
    }

    /** One of the gateway, or one that a mail came with. */
    private static MessageId messageId(String text) {
        String bare = withoutBrackets(HeaderText.requireSafe(text));
        int at = bare.indexOf('@');
        if (at < 1 || at == bare.length() - 1 || bare.length() > MAX_PROVIDER_MESSAGE_ID) {
            throw new IllegalArgumentException("not a Message-ID");
        }
        String value = bare.substring(0, at);
        String known = MessageId.isValue(value) ? value : "0".repeat(32);
        return new MessageId(known, bare.substring(at + 1), "<" + bare + ">");
    }

    private static String providerMessageId(String text) {
        String bare = withoutBrackets(HeaderText.requireSafe(text));
        if (bare.isEmpty() || bare.length() > MAX_PROVIDER_MESSAGE_ID) {
            throw new IllegalArgumentException("not a provider's id");
        }
        return bare;
    }

    private static String withoutBrackets(String text) {
        return text.length() > 2 && text.startsWith("<") && text.endsWith(">")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    private static MessageList page(List<StoredMessage> found, int size) {
        List<StoredMessage> page = found.size() > size ? found.subList(0, size) : found;
        return new MessageList(
                page.stream().map(MessageView::of).toList(),
                found.size() > size ? Cursor.of(page.get(size - 1)) : null);
    }
}
