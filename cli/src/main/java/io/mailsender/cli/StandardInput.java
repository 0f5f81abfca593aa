package io.mailsender.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The text of a mail, where it comes as bytes: on the standard input, or in a file. */
final class StandardInput {

    /** More than a daemon takes. Whoever pipes something endless in shall be told, before the memory is full. */
    private static final int MAX_SIZE = 64 << 20;

    private StandardInput() {}

    /**
     * Whether a text may be waiting. Java 17 cannot tell a terminal, nor that there is no standard input; the script before the jar can,
     * and says so.
     */
    static boolean mayHoldText() {
        return Boolean.getBoolean("mail-sender.stdin");
    }

    /**
     * All of it.
     *
     * @throws IOException where it cannot be read, or is no text in UTF-8
     */
    static String text(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_SIZE + 1);
        if (bytes.length > MAX_SIZE) {
            throw new IOException("there are more than " + (MAX_SIZE >> 20) + " MiB");
        }
        return utf8(bytes);
    }

    /** @throws IOException that says where it is no UTF-8 */
    static String utf8(byte[] bytes) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        if (decoder.decode(in, out, true).isError()) {
            throw notUtf8(bytes, in.position());
        }
        return out.flip().toString();
    }

    private static IOException notUtf8(byte[] bytes, int position) {
        int line = 1;
        for (int i = 0; i < position; i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return new IOException(String.format(
                Locale.ROOT,
                "it is not UTF-8: byte %d, in line %d, is 0x%02X; iconv -f ISO-8859-1 -t UTF-8 would convert Latin-1",
                position + 1,
                line,
                bytes[position]));
    }
}
