package io.mailsender.delivery;

import io.mailsender.common.Word;

/** What to do with a message that may have been sent. */
public enum OnUnknown {
    /** Send it through the next provider, with the same Message-ID, and mark it as a possible duplicate. */
    RESEND,
    /** Hold it until a late answer or a person settles it. */
    HOLD,
    /** End it as failed. */
    FAIL;

    public String word() {
        return Word.of(this);
    }
}
