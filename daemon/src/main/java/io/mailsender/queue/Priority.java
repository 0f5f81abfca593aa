package io.mailsender.queue;

import io.mailsender.common.Word;
import java.util.Arrays;
import java.util.Optional;

/** Which waiting message is sent first. The order of the constants is that of the queue. */
public enum Priority {
    /** For a person who waits for it, such as a new password. */
    HIGH(10),
    NORMAL(20),
    /** To many recipients, and not urgent. */
    BULK(30);

    private final int code;

    Priority(int code) {
        this.code = code;
    }

    public String word() {
        return Word.of(this);
    }

    /** Stored, and sorted by. Never changes; the gaps are for new priorities. */
    public int code() {
        return code;
    }

    /** Empty if this version has no priority with this code. */
    public static Optional<Priority> of(int code) {
        return Arrays.stream(values()).filter(priority -> priority.code == code).findFirst();
    }
}
