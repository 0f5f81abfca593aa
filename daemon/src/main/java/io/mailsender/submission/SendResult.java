package io.mailsender.submission;

import io.mailsender.delivery.Delivery;
import io.mailsender.http.Audited;
import io.mailsender.http.ProviderAttempt;
import io.mailsender.message.MessageId;
import io.mailsender.queue.Attempt;
import io.mailsender.queue.DeliveryStatus;
import io.mailsender.queue.RecipientStatus.State;
import io.mailsender.queue.StoredMessage;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a message that went out, or the promise that it will. It is one type for both, so that a client has one to read.
 */
@Serdeable
@Schema(
        description =
                "What came of a message that went out; of one that is kept (202) only `id`, `message_id` and `status`: `GET /messages/{id}` tells the rest.")
public record SendResult(
        @Schema(description = "The gateway's id of the message.")
        String id,

        @Schema(
                description =
                        "The Message-ID that its recipients see; absent where the content of a message is gone that an earlier version accepted.",
                example = "<0190f6b2c1d07f3a8e5b9c4d2a1f6e7b@example.com>")
        @Nullable
        String messageId,

        @Schema(
                description =
                        "`sent`: a provider took responsibility for it. With 202 `queued` or `sending`; `unknown` where nobody can tell whether it was sent, and it is held.")
        String status,

        @Schema(description = "The provider that took it.") @Nullable
        String providerUsed,

        @Schema(description = "Whether it may have gone out twice, because an earlier provider gave no answer.")
        @Nullable
        Boolean possibleDuplicate,

        @Schema(description = "The attempts, in the order in which they were made.") @Nullable
        List<ProviderAttempt> providers,

        @Schema(description = "Recipients that no provider took.") @Nullable
        List<RefusedRecipient> refused)
        implements Audited {

    /** Of a message that is kept. */
    static SendResult accepted(String id, @Nullable String messageId, DeliveryStatus status) {
        return new SendResult(id, messageId, status.word(), null, null, null, null);
    }

    static SendResult of(MessageId id, Delivery delivery) {
        List<RefusedRecipient> refused = delivery.refused().entrySet().stream()
                .map(e -> new RefusedRecipient(
                        e.getKey().toString(), e.getValue().reply().text()))
                .toList();
        return new SendResult(
                id.value(),
                id.headerValue(),
                "sent",
                delivery.sentBy().orElseThrow().provider(),
                delivery.possibleDuplicate(),
                delivery.attempts().stream().map(ProviderAttempt::of).toList(),
                refused.isEmpty() ? null : refused);
    }

    static SendResult of(StoredMessage message) {
        List<RefusedRecipient> refused = message.recipients().stream()
                .filter(recipient -> recipient.state() == State.REFUSED)
                .map(recipient -> new RefusedRecipient(
                        recipient.address().toString(),
                        recipient.reply() == null ? "" : recipient.reply().text()))
                .toList();
        return new SendResult(
                message.id(),
                message.messageId(),
                "sent",
                message.sentBy().map(Attempt::provider).orElse(""),
                message.possibleDuplicate(),
                message.attempts().stream().map(ProviderAttempt::of).toList(),
                refused.isEmpty() ? null : refused);
    }

    @Override
    public void audit(Entries entries) {
        entries.add(id, status);
    }

    /** A recipient that no provider took. */
    @Serdeable
    public record RefusedRecipient(String address, String msg) {}
}
