package io.mailsender.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened.
 *
 * @param type the word of a {@link WebhookType}
 * @param messageId {@code null} if it is about no message
 * @param position of the recipient in the message; {@code null} if it is about the whole message
 * @param data a JSON object for {@code data} of the payload, at most 4,000 characters; {@code null} if it is about a message
 */
public record WebhookEvent(
        String type,
        @Nullable String messageId,
        @Nullable Integer position,
        Instant occurred,
        @Nullable String data) {

    /** One of the gateway's own. */
    public static WebhookEvent of(WebhookType type, Instant occurred, String data) {
        return new WebhookEvent(type.word(), null, null, occurred, data);
    }
}
