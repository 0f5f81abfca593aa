package io.mailsender.provider.event;

import io.mailsender.common.Word;

/** How final a bounce is. */
public enum Severity {
    /** The address does not exist or will never take mail: it must not be mailed again. */
    HARD,
    /** Another message may be delivered: mailbox full, server down, content, an unclear reason. */
    SOFT;

    public String word() {
        return Word.of(this);
    }
}
