package io.mailsender.queue;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Selects messages to list, newest first. A criterion that is {@code null} does not apply.
 *
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
        @Nullable String tag,
        @Nullable MessageId messageId,
        @Nullable String providerMessageId,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Position after,
        int limit) {

    /** A place in the list. */
    public record Position(Instant accepted, String id) {}
}
