package io.mailsender.delivery;

import io.mailsender.common.Word;

/** What to do when nobody can tell whether a message was sent. */
public enum OnUnknown {
    /** Send it through the next provider, with the same Message-ID, and mark it as a possible duplicate. */
    RESEND,
    /** Leave it as it is until evidence or a person settles it. */
    HOLD,
    /** Leave it and call it failed. */
    FAIL;

    public String word() {
        return Word.of(this);
    }
}
