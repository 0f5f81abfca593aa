package io.mailsender.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Decodes UTF-8 and refuses everything else; the JDK would replace what it cannot decode. */
final class Utf8Decoder {

    private Utf8Decoder() {}

    /** @throws IOException that names the first byte that is not UTF-8 */
    static String decode(byte[] bytes) throws IOException {
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
                "not UTF-8: byte %d, in line %d, is 0x%02X; `iconv -f ISO-8859-1 -t UTF-8` converts Latin-1",
                position + 1,
                line,
                bytes[position]));
    }
}
