package io.mailsender.original;

/** A mail that cannot be sent as it is. The message says why and what to do, in one line without content of the mail. */
public final class MailRefusedException extends RuntimeException {

    private final String statusCode;

    private MailRefusedException(String statusCode, String reason) {
        super(reason, null, false, false);
        this.statusCode = statusCode;
    }

    /** Its form is at fault. */
    static MailRefusedException malformed(String reason) {
        return new MailRefusedException("5.6.0", reason);
    }

    /** It went through too many servers. */
    static MailRefusedException loop(String reason) {
        return new MailRefusedException("5.4.6", reason);
    }

    /** The enhanced status code (RFC 3463). */
    public String statusCode() {
        return statusCode;
    }
}
