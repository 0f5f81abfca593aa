package io.mailsender.delivery;

import java.util.Locale;

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
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing more happens by itself. */
    public boolean isFinal() {
        return this != QUEUED && this != SENDING;
    }

    /** @throws IllegalArgumentException where there is no such status */
    public static DeliveryStatus of(String word) {
        for (DeliveryStatus status : values()) {
            if (status.word().equals(word)) {
                return status;
            }
        }
        throw new IllegalArgumentException("no such status");
    }
}
