package io.mailsender.webhook;

import java.time.Instant;

/**
 * A delivery of which this node makes an attempt.
 *
 * @param fence a later claim has a greater one
 * @param attempts made before
 * @param tries of these, since it was first due or a person had it sent again
 */
public record ClaimedDelivery(
        Webhook webhook,
        long sequence,
        String type,
        byte[] payload,
        Instant created,
        long fence,
        int attempts,
        int tries) {

    /** The header {@code webhook-id}. */
    public String id() {
        return WebhookDelivery.id(webhook.id(), sequence);
    }

    /** Without the payload. */
    @Override
    public String toString() {
        return "ClaimedDelivery[" + id() + "]";
    }
}
