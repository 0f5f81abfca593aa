package io.mailsender.smtp;

/** The connection that an {@link SmtpMachine} talks to. All methods are called in the connection's thread. */
interface SmtpOutput {

    /** Whether the client reads its replies. Otherwise no further command is executed for it. */
    boolean isReady();

    void reply(SmtpReply reply);

    /** The handshake follows after the replies. */
    void startTls();

    /** The connection is to be closed after the replies. */
    void close();

    /** The machine stopped in the middle of its input, and can go on now. */
    void resume();
}
