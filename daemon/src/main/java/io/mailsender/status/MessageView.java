package io.mailsender.status;

import io.mailsender.http.ProviderAttempt;
import io.mailsender.provider.Reply;
import io.mailsender.queue.DeliveryStatus;
import io.mailsender.queue.RecipientStatus;
import io.mailsender.queue.StoredMessage;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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

        List<RecipientView> recipients,

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
                message.recipients().stream().map(RecipientView::of).toList(),
                message.attempts().stream().map(ProviderAttempt::of).toList());
    }

    /** Where a message stands for one recipient. */
    @Serdeable
    @Schema(name = "Recipient", description = "Where a message stands for one recipient.")
    record RecipientView(
            String address,

            @Schema(description = "`pending`, `sent` or `refused`.")
            String state,

            @Schema(description = "The last word on one that was refused.") @Nullable
            String msg) {

        static RecipientView of(RecipientStatus recipient) {
            Reply reply = recipient.reply();
            return new RecipientView(
                    recipient.address().toString(),
                    recipient.state().name().toLowerCase(Locale.ROOT),
                    reply == null ? null : reply.text());
        }
    }
}
