package io.mailsender.delivery;

import io.mailsender.common.Word;

/** Where a message stands: the same words in code, database, API, command line and metrics. */
public enum DeliveryStatus {
    /** Waits for its time: for its first try, or for the next one. */
    QUEUED,
    /** A node is at it. */
    SENDING,
    /** A provider took responsibility for it. */
    SENT,
    /** It is at fault, and no provider would take it. */
    REJECTED,
    /** No provider took it; nobody will try again. */
    FAILED,
    /** Nobody can tell whether it was sent; nobody will try again until a person or evidence settles it. */
    UNKNOWN,
    /** Its sender took it back before it went out. */
    CANCELLED;

    public String word() {
        return Word.of(this);
    }

    /** Whether nothing more happens by itself. */
    public boolean isFinal() {
        return this != QUEUED && this != SENDING;
    }

    /** @throws IllegalArgumentException where there is no such status */
    public static DeliveryStatus of(String word) {
        return Word.parse(DeliveryStatus.class, word)
                .orElseThrow(() -> new IllegalArgumentException("is not a status"));
    }
}
