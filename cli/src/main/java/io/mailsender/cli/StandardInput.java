package io.mailsender.cli;

import java.io.IOException;
import java.io.InputStream;

/** The standard input as the text of a mail. */
final class StandardInput {

    /** Bytes; more than a daemon accepts. Endless input must end in an error before it fills the memory. */
    private static final int MAX_SIZE = 64 << 20;

    private StandardInput() {}

    /**
     * Whether the standard input may hold a text: it is open and no terminal. Java 17 cannot tell; the script before the jar can and sets
     * the property.
     */
    static boolean mayHoldText() {
        return Boolean.getBoolean("mail-sender.stdin");
    }

    /** @throws IOException if the input cannot be read, is too large, or is not UTF-8 */
    static String text(InputStream in) throws IOException {
        return Utf8Decoder.decode(bytes(in));
    }

    /** @throws IOException if the input cannot be read or is too large */
    static byte[] bytes(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_SIZE + 1);
        if (bytes.length > MAX_SIZE) {
            throw new IOException("more than " + (MAX_SIZE >> 20) + " MiB");
        }
        return bytes;
    }
}
