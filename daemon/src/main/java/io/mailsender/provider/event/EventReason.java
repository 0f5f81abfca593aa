package io.mailsender.provider.event;

import io.mailsender.common.Word;

/** Why a message was not delivered. */
public enum EventReason {
    /** The mailbox or its domain does not exist, or is switched off. */
    INVALID_ADDRESS,
    MAILBOX_FULL,
    /** The recipient's server refuses the sender, its reputation or its address. */
    BLOCKED,
    /** The content was taken for spam, or is not allowed. */
    CONTENT,
    /** The recipient's server did not answer, or put the message off for too long. */
    TIMED_OUT,
    /** The provider's own list has the address. */
    SUPPRESSED,
    UNSUBSCRIBED,
    /** The recipient's server or program answered automatically. */
    AUTO_REPLY,
    OTHER;

    public String word() {
        return Word.of(this);
    }
}
