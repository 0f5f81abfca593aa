package io.mailsender.original;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Folds the lines of a header that are longer than 998 octets (RFC 5322, section 2.2.3): programs write a list of recipients so. */
final class FoldedHeader {

    private FoldedHeader() {}

    /**
     * A line end goes in front of white space, which changes no field. All other bytes stay as they are.
     *
     * @return empty if a line has no white space at which it can be folded
     */
    static Optional<byte[]> of(byte[] mail) {
        int headerEnd = MailHeader.of(mail).end();
        ByteArrayOutputStream out = new ByteArrayOutputStream(mail.length + 100);
        int start = 0;
        while (start < headerEnd) {
            int end = start;
            while (end < headerEnd && mail[end] != '\n') {
                end++;
            }
            end = Math.min(end + 1, headerEnd);
            while (end - start > SevenBitMail.MAX_LINE + 2) {
                int fold = lastSpace(mail, start, end);
                if (fold < 0) {
                    return Optional.empty();
                }
                out.write(mail, start, fold - start);
                out.write('\r');
                out.write('\n');
                start = fold;
            }
            out.write(mail, start, end - start);
            start = end;
        }
        out.write(mail, headerEnd, mail.length - headerEnd);
        return Optional.of(out.toByteArray());
    }

    /** The last white space that leaves a short line before it, and text on both sides; -1 if there is none. */
    private static int lastSpace(byte[] mail, int start, int end) {
        int textEnd = end;
        while (textEnd > start && mail[textEnd - 1] <= ' ' && mail[textEnd - 1] >= 0) {
            textEnd--;
        }
        boolean isContinuation = isSpace(mail[start]);
        int textStart = start;
        // White space before the colon is lawful, but a line end there is not.
        while (textStart < textEnd && (isContinuation ? isSpace(mail[textStart]) : mail[textStart] != ':')) {
            textStart++;
        }
        for (int i = Math.min(start + SevenBitMail.MAX_LINE, textEnd - 1); i > textStart; i--) {
            if (isSpace(mail[i])) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }
}
