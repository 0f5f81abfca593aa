package io.mailsender.delivery;

import io.mailsender.common.Word;

/** The state of a message; the same words in code, database, API, command line and metrics. */
public enum DeliveryStatus {
    /** Waits for its first round, or for a retry. */
    QUEUED,
    /** A node is asking providers. */
    SENDING,
    /** A provider took responsibility for it. */
    SENT,
    /** The message is at fault, or no provider can carry it; another provider would not help. */
    REJECTED,
    /** No provider took it, and it is not retried. */
    FAILED,
    /** It may have been sent. Held until a late answer or a person settles it. */
    UNKNOWN,
    /** Its caller cancelled it before it was sent. */
    CANCELLED;

    public String word() {
        return Word.of(this);
    }

    /** Whether nothing more happens automatically. */
    public boolean isFinal() {
        return this != QUEUED && this != SENDING;
    }

    /** @throws IllegalArgumentException if there is no such status */
    public static DeliveryStatus of(String word) {
        return Word.parse(DeliveryStatus.class, word)
                .orElseThrow(() -> new IllegalArgumentException("is not a status"));
    }
}
