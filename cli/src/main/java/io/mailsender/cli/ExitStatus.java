package io.mailsender.cli;

/** What the command says to the shell. 70 and 75 are those of sysexits.h. */
final class ExitStatus {

    static final int SENT = 0;
    static final int NOT_SENT = 1;
    /** EX_SOFTWARE: it may have been sent, or not. */
    static final int UNKNOWN = 70;
    /** EX_TEMPFAIL: it was not sent; the same command may work later. */
    static final int TRY_AGAIN_LATER = 75;

    private ExitStatus() {}
}
