package io.mailsender.message;

/** Writes a message in the Internet Message Format (RFC 5322, with MIME: RFC 2045 to 2049). */
public final class Mime {
    private Mime() {}

    /**
     * The whole message, with CRLF line ends, in 7-bit transfer encodings and without a Bcc field. The same message and sender give
     * the same bytes each time.
     */
    public static byte[] write(Message message, Mailbox from) {
        throw new IllegalStateException("to be written");
    }
}
