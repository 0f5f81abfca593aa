package io.mailsender.status;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.queue.StoredMessage;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The record of a message, as callers see it. */
@Serdeable
@Schema(name = "MessageStatus", description = "The record of a message.")
public record MessageView(
        @Schema(description = "The gateway's id of the message.")
        String id,

        @Schema(
                description =
                        "The Message-ID that recipients see; absent if an earlier version accepted the message and its content was purged.")
        @Nullable
        String messageId,

        @Schema(description = "`queued`, `sending`, `sent`, `rejected`, `failed`, `unknown` or `cancelled`.")
        String status,

        @Schema(description = "`high`, `normal` or `bulk`.") String priority,
        @Nullable String subject,
        @Nullable List<String> tags,

        @Schema(description = "When the message was accepted.")
        Instant acceptedAt,

        @Schema(description = "When the message is tried next.") @Nullable
        Instant nextTryAt,

        @Schema(description = "When it got its final status.") @Nullable
        Instant endedAt,

        @Schema(description = "Whether the message may have been sent twice.")
        boolean possibleDuplicate,

        List<RecipientResult> recipients,

        @Schema(description = "The attempts, in order.") List<ProviderAttempt> providers,

        @Schema(
                description =
                        "Attempts and what providers reported, in the order in which they happened; absent in lists.")
        @Nullable
        List<TimelineEntry> timeline,

        @Schema(
                description =
                        "Of an `unknown` message: what is known about each attempt without an answer; absent in lists.")
        @Nullable
        List<Evidence> evidence) {

    /** As in a list, without timeline and evidence. */
    static MessageView of(StoredMessage message) {
        return of(message, null, null);
    }

    static MessageView of(
            StoredMessage message, @Nullable List<TimelineEntry> timeline, @Nullable List<Evidence> evidence) {
        boolean isQueued = message.status() == DeliveryStatus.QUEUED;
        return new MessageView(
                message.id(),
                message.messageId(),
                message.status().word(),
                message.priority().word(),
                message.subject(),
                message.tags().isEmpty() ? null : message.tags(),
                message.accepted(),
                isQueued ? message.due() : null,
                message.ended(),
                message.possibleDuplicate(),
                RecipientResult.of(message.recipients()),
                message.attempts().stream().map(ProviderAttempt::of).toList(),
                timeline,
                evidence);
    }
}
