package io.mailsender.provider.event;

import io.mailsender.common.Word;

/** Why an address must not be mailed. */
public enum SuppressionReason {
    HARD_BOUNCE,
    /** A number of soft bounces without a delivery in between. */
    SOFT_BOUNCES,
    COMPLAINT,
    UNSUBSCRIBE,
    /** A provider did not deliver to it, because the address is on its own list. */
    SUPPRESSED_AT_PROVIDER,
    /** A person or program put it on the list. */
    MANUAL;

    public String word() {
        return Word.of(this);
    }
}
