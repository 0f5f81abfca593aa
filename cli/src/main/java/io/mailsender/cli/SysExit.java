package io.mailsender.cli;

/** The exit statuses of {@code sysexits.h}, which callers of sendmail expect. */
final class SysExit {

    /** The daemon has the mail, or the spool has it. */
    static final int OK = 0;

    static final int USAGE = 64;
    /** The mail or an address is at fault. */
    static final int DATA = 65;
    /** The daemon refused the mail. */
    static final int UNAVAILABLE = 69;

    static final int SOFTWARE = 70;
    /** The spool's directory cannot be created. */
    static final int CANNOT_CREATE = 73;

    static final int IO = 74;
    /** The mail is neither with the daemon nor in the spool, or the spool still has mails. */
    static final int TEMPORARY_FAILURE = 75;
    /** The daemon does not take the API key. */
    static final int NO_PERMISSION = 77;

    static final int CONFIGURATION = 78;

    private SysExit() {}
}
