package io.mailsender.status;

import io.mailsender.http.ApiPattern;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which messages, in the query of a request. */
@Introspected
record MessageParameters(
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
                schema = @Schema(type = "string", nullable = false, format = "address", pattern = ApiPattern.ADDRESS))
        @QueryValue("recipient")
        @Nullable
        String recipient,

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
                description = "Only messages with this `provider_message_id`, with or without angle brackets.",
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
        String possibleDuplicate,

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
        String until) {

    MessageCriteria criteria(ListQuery query) {
        return new MessageCriteria(
                status,
                recipient,
                recipientState,
                tag,
                messageId,
                providerMessageId,
                subject,
                provider,
                key,
                query.bool("possible_duplicate", possibleDuplicate),
                since,
                until);
    }
}
