package io.mailsender.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;

/** Writes the lines of a MIME message: header fields, and bodies in the two transfer encodings (RFC 2045, section 6). */
public final class MimeLineWriter {

    private static final int MAX_LINE = 76;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(US_ASCII);

    private static final byte[] CRLF = {'\r', '\n'};

    /** How many bytes are encoded at a time: whole base64 lines, of 57 bytes each. */
    private static final int PIECE = 57 * 512;

    private final OutputStream out;

    private final boolean utf8;

    /** @param utf8 whether lines may have characters beyond ASCII (RFC 6532) */
    public MimeLineWriter(OutputStream out, boolean utf8) {
        this.out = out;
        this.utf8 = utf8;
    }

    boolean isUtf8() {
        return utf8;
    }

    void line(String text) throws IOException {
        out.write(text.getBytes(utf8 ? UTF_8 : US_ASCII));
        endLine();
    }

    void endLine() throws IOException {
        out.write(CRLF);
    }

    /**
     * Writes a header field. Folds before a word that would make the line too long (RFC 5322, section 2.2.3); before the first word only
     * if it is an encoded word, since its line has a hard limit (RFC 2047, section 2).
     */
    public void field(String name, String value) throws IOException {
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

    void base64(byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; at += PIECE) {
            if (at > 0) {
                endLine();
            }
            byte[] piece =
                    bytes.length <= PIECE ? bytes : Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PIECE));
            out.write(Base64.getMimeEncoder().encode(piece));
        }
    }

    /** @param text its lines may end with CR LF, CR or LF */
    void quotedPrintable(byte[] text) throws IOException {
        byte[] line = new byte[MAX_LINE];
        int column = 0;
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            if (b == '\r' || b == '\n') {
                out.write(line, 0, column);
                endLine();
                column = 0;
                i += b == '\r' && i + 1 < text.length && text[i + 1] == '\n' ? 1 : 0;
                continue;
            }
            boolean lastOfLine = i + 1 == text.length || text[i + 1] == '\r' || text[i + 1] == '\n';
            boolean literal = b > ' ' && b < 0x7F && b != '=' || (b == ' ' || b == '\t') && !lastOfLine;
            int width = literal ? 1 : 3;
            if (column + width >= MAX_LINE) {
                line[column++] = '=';
                out.write(line, 0, column);
                endLine();
                column = 0;
            }
            if (literal) {
                line[column++] = b;
            } else {
                line[column++] = '=';
                line[column++] = HEX[b >> 4 & 15];
                line[column++] = HEX[b & 15];
            }
        }
        out.write(line, 0, column);
    }
}
