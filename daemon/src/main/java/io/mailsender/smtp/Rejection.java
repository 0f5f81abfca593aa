package io.mailsender.smtp;

/** Ends a command with a reply. It is a normal answer: nothing is logged. */
final class Rejection extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient SmtpReply reply;

    Rejection(int code, String enhanced, String text) {
        super(text, null, false, false);
        reply = SmtpReply.of(code, enhanced, text);
    }

    SmtpReply reply() {
        return reply;
    }
}
