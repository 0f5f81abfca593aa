package io.mailsender.cli;

/**
 * What came of handing a mail to the daemon.
 *
 * @param mayHaveArrived whether the daemon may have the mail although it is not {@code STORED}
 * @param status the HTTP status; 0 without an answer
 * @param text the daemon's id of a stored mail; else the reason, for people
 */
record UploadResult(Kind kind, boolean mayHaveArrived, int status, String text) {

    enum Kind {
        STORED,
        /** For good: the mail is at fault. */
        REFUSED,
        /** Another mail may fare better. */
        THIS_MAIL_LATER,
        /** The daemon takes no mail now, or not from this caller. */
        EVERY_MAIL_LATER
    }

    static UploadResult unable(String reason) {
        return new UploadResult(Kind.EVERY_MAIL_LATER, false, 0, reason);
    }

    /** The exit status for a mail, or for a spool that has to wait. */
    int exitStatus() {
        return switch (kind) {
            case STORED -> SysExit.OK;
            case REFUSED -> status == 413 ? SysExit.UNAVAILABLE : SysExit.DATA;
            case THIS_MAIL_LATER, EVERY_MAIL_LATER ->
                status == 401 || status == 403 ? SysExit.NO_PERMISSION : SysExit.TEMPORARY_FAILURE;
        };
    }
}
