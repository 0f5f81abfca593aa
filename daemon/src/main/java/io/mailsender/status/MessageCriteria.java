package io.mailsender.status;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which messages, as a caller asks for them: the parameters of {@code GET /messages}, not yet checked. */
@Serdeable
@Schema(
        description = "Which messages: those that meet all criteria, which are the parameters of `GET /messages`.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record MessageCriteria(
        @Nullable String status,
        @Nullable String recipient,
        @Nullable String recipientState,
        @Nullable String tag,
        @Nullable String messageId,
        @Nullable String providerMessageId,
        @Nullable String subject,
        @Nullable String provider,
        @Nullable String key,
        @Nullable Boolean possibleDuplicate,

        @Schema(description = "Accepted at or after this time.", format = "date-time") @Nullable
        String since,

        @Schema(description = "Accepted before this time.", format = "date-time") @Nullable
        String until) {

    MessageCriteria withStatus(String word) {
        return new MessageCriteria(
                word,
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
    }

    /** Whether there is a criterion besides the time. */
    boolean isSelective() {
        return status != null
                || recipient != null
                || recipientState != null
                || tag != null
                || messageId != null
                || providerMessageId != null
                || subject != null
                || provider != null
                || key != null
                || possibleDuplicate != null;
    }
}
