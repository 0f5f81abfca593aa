package io.mailsender.cli;

/** What the command says to the shell. 70 and 75 are those of sysexits.h. */
final class ExitStatus {

    /** Sent, or kept by the daemon, which is as good. */
    static final int SENT = 0;

    static final int NOT_SENT = 1;
    /** EX_SOFTWARE: it may have been sent, or not. */
    static final int UNKNOWN = 70;
    /** EX_TEMPFAIL: it was not sent; the same command may work later. */
    static final int TRY_AGAIN_LATER = 75;

    private ExitStatus() {}

    /** @param status a message's; one that only a newer daemon knows is taken for unknown */
    static int of(String status) {
        return switch (status) {
            case "sent", "queued", "sending" -> SENT;
            case "rejected", "failed", "cancelled" -> NOT_SENT;
            default -> UNKNOWN;
        };
    }
}
