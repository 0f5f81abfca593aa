package io.mailsender.original;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * Shortens the lines of a body that is in base64 or quoted-printable (RFC 2045, section 6) but has lines that are too long, or 8-bit
 * octets. What it decodes to stays the same.
 */
final class EncodedLines {

    private static final int MAX = 76;

    private final byte[] body;
    private final ByteArrayOutputStream out;
    private int column;

    private EncodedLines(byte[] body, ByteArrayOutputStream out) {
        this.body = body;
        this.out = out;
    }

    static void base64(byte[] body, ByteArrayOutputStream out) {
        new EncodedLines(body, out).write(true);
    }

    static void quotedPrintable(byte[] body, ByteArrayOutputStream out) {
        new EncodedLines(body, out).write(false);
    }

    private void write(boolean isBase64) {
        int start = 0;
        while (start < body.length) {
            int end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            int next = Math.min(end + 1, body.length);
            int text = end > start && body[end - 1] == '\r' ? end - 1 : end;
            if (!SevenBitMail.isBeyondLimits(body, start, next)) {
                text = start;
            } else if (isBase64) {
                wrap(start, text);
            } else {
                encode(start, text);
            }
            out.write(body, text, next - text);
            column = 0;
            start = next;
        }
    }

    /** Decoders ignore line ends and all that is not of the alphabet. */
    private void wrap(int start, int end) {
        for (int i = start; i < end; i++) {
            if (body[i] > ' ') {
                if (column == MAX) {
                    lineEnd();
                }
                out.write(body[i]);
                column++;
            }
        }
    }

    private void encode(int start, int end) {
        int at = start;
        while (at < end) {
            byte[] octet;
            if (body[at] < 0) {
                octet = String.format(Locale.ROOT, "=%02X", body[at] & 0xFF).getBytes(US_ASCII);
                at++;
            } else {
                int length = isEncodedOctet(at, end) ? 3 : 1;
                octet = Arrays.copyOfRange(body, at, at + length);
                at += length;
            }
            // The = of a soft line break needs a column, too.
            if (column + octet.length > (at < end ? MAX - 1 : MAX)) {
                out.write('=');
                lineEnd();
            }
            out.write(octet, 0, octet.length);
            column += octet.length;
        }
    }

    private boolean isEncodedOctet(int at, int end) {
        return body[at] == '='
                && at + 2 < end
                && Character.digit(body[at + 1], 16) >= 0
                && Character.digit(body[at + 2], 16) >= 0;
    }

    private void lineEnd() {
        out.write('\r');
        out.write('\n');
        column = 0;
    }
}
