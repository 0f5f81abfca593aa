package io.mailsender.submission;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.delivery.RoundResult;
import io.mailsender.http.Audited;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Reply;
import io.mailsender.queue.StoredMessage;
import io.mailsender.status.ProviderAttempt;
import io.mailsender.status.RecipientResult;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The result of a sent message, or the current state of one that is stored: one type, so that a client needs only one. */
@Serdeable
@Schema(
        description =
                "The result of a message that was sent (200), or the current state of one that is stored (202): `GET /messages/{id}` returns the rest.")
public record SendResult(
        @Schema(description = "The gateway's id of the message.")
        String id,

        @Schema(
                description =
                        "The Message-ID that recipients see; absent if an earlier version accepted the message and its content was purged.",
                example = "<0190f6b2c1d07f3a8e5b9c4d2a1f6e7b@example.com>")
        @Nullable
        String messageId,

        @Schema(
                description =
                        "`sent`: a provider took responsibility for it. `queued`: it will be retried; with 200, for some recipients only. With 202 also `sending`, or `unknown`: nobody can tell whether it was sent, and it is held.")
        String status,

        @Schema(description = "The provider that took the message.") @Nullable
        String providerUsed,

        @Schema(
                description =
                        "Whether the message may have been sent twice, because an earlier provider gave no answer.")
        @Nullable
        Boolean possibleDuplicate,

        @Schema(description = "The attempts, in order.") @Nullable
        List<ProviderAttempt> providers,

        @Schema(description = "All recipients with their states.") @Nullable
        List<RecipientResult> recipients,

        @Schema(description = "The recipients that were refused, suppressed, deferred or failed; see `recipients`.")
        @Nullable
        List<RefusedRecipient> refused)
        implements Audited {

    /** A stored message of which nothing else is known yet. @param recipients of them the suppressed ones are named */
    static SendResult accepted(
            String id, @Nullable String messageId, DeliveryStatus status, List<RecipientStatus> recipients) {
        return new SendResult(
                id, messageId, status.word(), null, null, null, null, RefusedRecipient.suppressed(recipients));
    }

    static SendResult of(MessageId id, RoundResult result) {
        return of(
                id.value(),
                id.headerValue(),
                result.status(),
                result.sentBy(),
                result.possibleDuplicate(),
                result.attempts(),
                result.recipients());
    }

    static SendResult of(StoredMessage message) {
        return of(
                message.id(),
                message.messageId(),
                message.status(),
                message.sentBy(),
                message.possibleDuplicate(),
                message.attempts(),
                message.recipients());
    }

    private static SendResult of(
            String id,
            @Nullable String messageId,
            DeliveryStatus status,
            Optional<Attempt> sentBy,
            boolean possibleDuplicate,
            List<Attempt> attempts,
            List<RecipientStatus> recipients) {
        List<RefusedRecipient> refused =
                RefusedRecipient.of(recipients, recipient -> !recipient.isSent() && recipient.reply() != null);
        return new SendResult(
                id,
                messageId,
                status.word(),
                sentBy.map(Attempt::provider).orElse(null),
                possibleDuplicate,
                attempts.stream().map(ProviderAttempt::of).toList(),
                RecipientResult.of(recipients),
                refused);
    }

    @Override
    public void audit(Entries entries) {
        entries.add(id, status);
    }

    /** A recipient that did not get the message. */
    @Serdeable
    public record RefusedRecipient(
            String address,
            String msg,

            @Schema(description = "The SMTP or HTTP code of the reply; 0 if there was none.")
            int statusCode,

            @Schema(description = "The reply's enhanced status code (RFC 3463), if it had one.", example = "5.1.1")
            @Nullable
            String enhancedCode,

            @Schema(description = "Whether the reply is final; another try is then pointless.")
            boolean permanent) {

        /** Those that are on the suppression list; {@code null} if none is. */
        static @Nullable List<RefusedRecipient> suppressed(List<RecipientStatus> recipients) {
            return of(recipients, recipient -> recipient.state() == State.SUPPRESSED);
        }

        private static @Nullable List<RefusedRecipient> of(
                List<RecipientStatus> recipients, Predicate<RecipientStatus> selected) {
            List<RefusedRecipient> refused = recipients.stream()
                    .filter(selected)
                    .map(RefusedRecipient::of)
                    .toList();
            return refused.isEmpty() ? null : refused;
        }

        private static RefusedRecipient of(RecipientStatus recipient) {
            Reply reply = recipient.reply();
            return new RefusedRecipient(
                    recipient.address().toString(),
                    reply == null ? "" : reply.text(),
                    reply == null ? 0 : reply.statusCode(),
                    reply == null ? null : reply.enhancedCode().orElse(null),
                    recipient.isPermanent());
        }
    }
}
