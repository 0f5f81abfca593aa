package io.mailsender.cli;

import org.jspecify.annotations.Nullable;

/** What the command says to the shell. 70, 74 and 75 are those of sysexits.h. */
final class ExitStatus {

    /** Sent, or kept by the daemon, which is as good. */
    static final int SENT = 0;

    static final int NOT_SENT = 1;
    /** EX_SOFTWARE: it may have been sent, or not. */
    static final int UNKNOWN = 70;
    /** EX_IOERR: done, but the caller could not be told. */
    static final int NOT_WRITTEN = 74;
    /** EX_TEMPFAIL: it was not sent; the same command may work later. */
    static final int TRY_AGAIN_LATER = 75;

    private ExitStatus() {}

    /** @param status a message's; one that only a newer daemon knows, or none, is taken for unknown */
    static int of(@Nullable String status) {
        return switch (String.valueOf(status)) {
            case "sent", "queued", "sending" -> SENT;
            case "rejected", "failed", "cancelled" -> NOT_SENT;
            default -> UNKNOWN;
        };
    }
}
