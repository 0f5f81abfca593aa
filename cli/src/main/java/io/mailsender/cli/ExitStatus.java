package io.mailsender.cli;

import org.jspecify.annotations.Nullable;

/** The exit statuses. 70, 74 and 75 are those of sysexits.h. */
final class ExitStatus {

    /** Sent, stored by the daemon, or done. */
    static final int SENT = 0;

    static final int NOT_SENT = 1;
    /** EX_SOFTWARE: the mail may have been sent. */
    static final int UNKNOWN = 70;
    /** EX_IOERR: done, but the answer could not be written. */
    static final int NOT_WRITTEN = 74;
    /** EX_TEMPFAIL: the mail was not sent; the same command may work later. */
    static final int TRY_AGAIN_LATER = 75;

    private ExitStatus() {}

    /** @param status the message's; {@code null}, or one that only a newer daemon knows, counts as unknown */
    static int of(@Nullable String status) {
        return switch (String.valueOf(status)) {
            case "sent", "queued", "sending" -> SENT;
            case "rejected", "failed", "cancelled" -> NOT_SENT;
            default -> UNKNOWN;
        };
    }
}
