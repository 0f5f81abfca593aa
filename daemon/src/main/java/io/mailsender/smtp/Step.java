package io.mailsender.smtp;

/**
 * What came of a command.
 *
 * @param next what the bytes after the command are
 */
record Step(SmtpReply reply, Mode next) {

    /** What the next bytes of the client are. */
    enum Mode {
        /** A command. */
        COMMAND,
        /** An answer to a challenge of {@code AUTH}. */
        CHALLENGE,
        /** A message. */
        BODY,
        /** The start of TLS. */
        HANDSHAKE,
        /** Nothing: the connection ends. */
        CLOSED,
        /** To be kept: a command is not finished. */
        BUSY
    }

    static Step of(int code, String enhanced, String text) {
        return new Step(SmtpReply.of(code, enhanced, text), Mode.COMMAND);
    }

    static Step close(int code, String enhanced, String text) {
        return new Step(SmtpReply.of(code, enhanced, text), Mode.CLOSED);
    }
}
