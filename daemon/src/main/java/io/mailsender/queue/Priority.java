package io.mailsender.queue;

import io.mailsender.common.Word;

/** Who goes first where mails wait. The order is that of the queue. */
public enum Priority {
    /** Somebody waits for it now, such as a new password. */
    HIGH,
    NORMAL,
    /** It goes to many, and may take its time. */
    BULK;

    public String word() {
        return Word.of(this);
    }
}
