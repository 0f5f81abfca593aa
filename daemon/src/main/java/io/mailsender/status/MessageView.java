package io.mailsender.status;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.queue.StoredMessage;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is on record of a message, as callers are told. */
@Serdeable
@Schema(name = "MessageStatus", description = "What is on record of a message.")
record MessageView(
        @Schema(description = "The gateway's id of the message.")
        String id,

        @Schema(
                description =
                        "The Message-ID that its recipients see; absent where the content of a message is gone that an earlier version accepted.")
        @Nullable
        String messageId,

        @Schema(description = "`queued`, `sending`, `sent`, `rejected`, `failed`, `unknown` or `cancelled`.")
        String status,

        @Schema(description = "`high`, `normal` or `bulk`.") String priority,
        @Nullable String subject,
        @Nullable List<String> tags,

        @Schema(description = "When it was accepted.") Instant acceptedAt,

        @Schema(description = "When it is tried next.") @Nullable
        Instant nextTryAt,

        @Schema(description = "When it came to its end.") @Nullable
        Instant endedAt,

        @Schema(description = "Whether it may have gone out twice.")
        boolean possibleDuplicate,

        List<RecipientResult> recipients,

        @Schema(description = "The attempts, in the order in which they were made.")
        List<ProviderAttempt> providers) {

    static MessageView of(StoredMessage message) {
        boolean waits = message.status() == DeliveryStatus.QUEUED;
        return new MessageView(
                message.id(),
                message.messageId(),
                message.status().word(),
                message.priority().word(),
                message.subject(),
                message.tags().isEmpty() ? null : message.tags(),
                message.accepted(),
                waits ? message.due() : null,
                message.ended(),
                message.possibleDuplicate(),
                RecipientResult.of(message.recipients()),
                message.attempts().stream().map(ProviderAttempt::of).toList());
    }
}
