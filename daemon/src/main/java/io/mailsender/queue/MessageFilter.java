package io.mailsender.queue;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Selects messages to list, newest first. A criterion that is {@code null} does not apply.
 *
 * @param recipientState the state of a recipient, in the words of {@code RecipientStatus}; together with {@code recipient}, of that one
 * @param providerMessageId a provider's id of the message, without angle brackets
 * @param since the earliest time of acceptance
 * @param until accepted before this time
 * @param after the last message of the page before; {@code null} for the first page
 * @param limit the most messages to list
 */
public record MessageFilter(
        @Nullable String owner,
        @Nullable DeliveryStatus status,
        @Nullable EmailAddress recipient,
        @Nullable String recipientState,
        @Nullable String tag,
        @Nullable MessageId messageId,
        @Nullable String providerMessageId,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Position after,
        int limit) {

    /** Without a state of a recipient. */
    public MessageFilter(
            @Nullable String owner,
            @Nullable DeliveryStatus status,
            @Nullable EmailAddress recipient,
            @Nullable String tag,
            @Nullable MessageId messageId,
            @Nullable String providerMessageId,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Position after,
            int limit) {
        this(owner, status, recipient, null, tag, messageId, providerMessageId, since, until, after, limit);
    }

    /** A place in the list. */
    public record Position(Instant accepted, String id) {}
}
