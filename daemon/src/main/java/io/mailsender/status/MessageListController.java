package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.ProblemException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lists messages, filtered and by page. */
@Controller("/messages")
@ErrorResponses
@ErrorResponses.OfStore
@RequiresScope(Scope.READ)
@Tag(name = "messages")
final class MessageListController {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private final MessageActions actions;

    MessageListController(MessageActions actions) {
        this.actions = actions;
    }

    @Get
    @Operation(
            operationId = "messages",
            summary = "List messages, newest first",
            description =
                    "A page may be short, or empty, and still have a `next`: criteria without an index (`status`, `subject`, `provider`, `possible_duplicate` and most of `recipient_state`) are looked for in 20,000 messages at a time.")
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
                                            maxLength = CriteriaReader.MAX_PROVIDER_MESSAGE_ID,
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
                    String recipientState,
            @Parameter(
                            description =
                                    "Only messages with all of these words in the subject, as parts of words, too. Upper and lower case are the same: on SQLite for ASCII, on PostgreSQL as its locale says.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            maxLength = CriteriaReader.MAX_SUBJECT,
                                            pattern = ApiPattern.LINE))
                    @QueryValue("subject")
                    @Nullable
                    String subject,
            @Parameter(
                            description = "Only messages with an attempt at this provider.",
                            schema = @Schema(type = "string", nullable = false, pattern = ApiPattern.LINE))
                    @QueryValue("provider")
                    @Nullable
                    String provider,
            @Parameter(
                            description =
                                    "Only messages of the API key with this name. Another key's messages need the scope `admin`.",
                            schema = @Schema(type = "string", nullable = false, pattern = ApiPattern.LINE))
                    @QueryValue("key")
                    @Nullable
                    String key,
            @Parameter(
                            description = "Only messages that may have been sent twice, or only others.",
                            schema = @Schema(type = "boolean", nullable = false))
                    @QueryValue("possible_duplicate")
                    @Nullable
                    Boolean possibleDuplicate) {
        int size = limit == null ? DEFAULT_LIMIT : limit;
        if (size < 1 || size > MAX_LIMIT) {
            throw ProblemException.badRequest("limit", "must be 1 to " + MAX_LIMIT);
        }
        MessageCriteria criteria = new MessageCriteria(
                status,
                recipient,
                recipientState,
                tag,
                messageId,
                providerMessageId,
                subject,
                provider,
                key,
                possibleDuplicate,
                since,
                until);
        ListQuery query = new ListQuery(http.getUri().getRawQuery(), "");
        return actions.list(actions.filter(Caller.of(http), criteria, query, cursor, size));
    }
}
