package io.mailsender.queue;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which messages to list, newest first. What is {@code null} does not matter.
 *
 * @param providerMessageId a provider's own id of it, without angle brackets
 * @param since not accepted before
 * @param until accepted before
 * @param after the position behind which a page starts: that of the last message of the page before
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
