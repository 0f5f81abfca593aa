package io.mailsender.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Base64;

/** Writes the lines of a MIME message: header fields, and bodies in the two transfer encodings (RFC 2045, section 6). */
final class MimeWriter {

    private static final int MAX_LINE = 76;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(US_ASCII);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);

    byte[] toByteArray() {
        return out.toByteArray();
    }

    void line(String ascii) {
        out.writeBytes(ascii.getBytes(US_ASCII));
        endLine();
    }

    void endLine() {
        out.write('\r');
        out.write('\n');
    }

    /**
     * Folds where a word, with the space before it, would make the line too long (RFC 5322, section 2.2.3); before the first only if
     * it is an encoded one, of which the line must not pass its limit (RFC 2047, section 2).
     */
    void field(String name, String value) {
        StringBuilder folded = new StringBuilder(name).append(':');
        String words = " " + value;
        int length = folded.length();
        int start = 0;
        while (start < words.length()) {
            int end = endOfWord(words, start);
            boolean stays = start == 0 && !words.startsWith(" =?");
            if (!stays && length + end - start > MAX_LINE) {
                folded.append("\r\n");
                length = 0;
            }
            folded.append(words, start, end);
            length += end - start;
            start = end;
        }
        line(folded.toString());
    }

    private static int endOfWord(String value, int start) {
        int word = start;
        while (word < value.length() && value.charAt(word) == ' ') {
            word++;
        }
        int end = value.indexOf(' ', word);
        return end < 0 ? value.length() : end;
    }

    void base64(byte[] bytes) {
        out.writeBytes(Base64.getMimeEncoder().encode(bytes));
    }

    /** @param text with CRLF line ends */
    void quotedPrintable(byte[] text) {
        int column = 0;
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            if (b == '\r') {
                continue;
            }
            if (b == '\n') {
                endLine();
                column = 0;
                continue;
            }
            boolean lastOfLine = i + 1 == text.length || text[i + 1] == '\r';
            boolean literal = b > ' ' && b < 0x7F && b != '=' || (b == ' ' || b == '\t') && !lastOfLine;
            int width = literal ? 1 : 3;
            if (column + width >= MAX_LINE) {
                out.write('=');
                endLine();
                column = 0;
            }
            column += width;
            if (literal) {
                out.write(b);
            } else {
                out.write('=');
                out.write(HEX[b >> 4 & 15]);
                out.write(HEX[b & 15]);
            }
        }
    }
}
