package io.mailsender.webhook;

import io.mailsender.common.Word;

/** The state of a {@link WebhookDelivery}. */
public enum DeliveryState {
    /** An attempt is under way or to come. */
    PENDING,
    /** The receiver answered 2xx. */
    DELIVERED,
    /** All attempts failed. A person can have it sent again. */
    FAILED;

    public String word() {
        return Word.of(this);
    }
}
