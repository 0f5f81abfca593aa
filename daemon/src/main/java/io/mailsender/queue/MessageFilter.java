package io.mailsender.queue;

import io.mailsender.message.EmailAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which messages to list, newest first. What is {@code null} does not matter.
 *
 * @param since not accepted before
 * @param until accepted before
 * @param after the position behind which a page starts: that of the last message of the page before
 */
public record MessageFilter(
        @Nullable String owner,
        @Nullable DeliveryStatus status,
        @Nullable EmailAddress recipient,
        @Nullable String tag,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Position after,
        int limit) {

    /** A place in the list. */
    public record Position(Instant accepted, String id) {}
}
