package io.mailsender.original;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.mailsender.message.Original;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the 8-bit parts of a mail anew, in base64, and header fields in encoded words, for a server that takes only ASCII (RFC 6152, section 3) or only lines of 998
 * octets. Parts that are encoded already only get shorter lines. All other bytes stay as they are.
 */
public final class SevenBitMail {

    private static final int MAX_DEPTH = 50;
    static final int MAX_LINE = 998;
    private static final byte[] CRLF = {'\r', '\n'};
    private static final Pattern BOUNDARY =
            Pattern.compile("boundary\\s*+=\\s*+(?:\"([^\"]{1,200})\"|([^\\s;\"]{1,200}))", Pattern.CASE_INSENSITIVE);

    /** A DKIM signature that stays valid if a field is folded elsewhere (RFC 6376, section 3.4.2). */
    private static final Pattern RELAXED = Pattern.compile("(?:^|;)\\s*+c\\s*+=\\s*+relaxed\\s*+(?:[/;]|$)");

    private final byte[] mail;
    private final ByteArrayOutputStream out;

    private SevenBitMail(byte[] mail) {
        this.mail = mail;
        this.out = new ByteArrayOutputStream(mail.length + mail.length / 2);
    }

    /** @return empty if it is signed, so that another encoding would break the signature, or if it cannot be encoded */
    public static Optional<byte[]> of(Original original) {
        return original.isSevenBit()
                ? Optional.of(original.bytes())
                : original.signed() ? Optional.empty() : encode(original.bytes());
    }

    /**
     * A mail whose lines have at most 998 octets (RFC 5322, section 2.1.1): its header is folded, and its body
     * encoded anew, if one is longer.
     *
     * @throws MailRefusedException if that is not possible, or would break a signature
     */
    static byte[] shortened(byte[] mail) {
        if (!hasLongLine(mail, 0, mail.length)) {
            return mail;
        }
        List<String> signatures = MailHeader.of(mail).all("dkim-signature");
        if (!signatures.stream().allMatch(value -> RELAXED.matcher(value).find())) {
            throw tooLong();
        }
        byte[] folded = FoldedHeader.of(mail).orElseThrow(SevenBitMail::tooLong);
        if (!hasLongLine(folded, 0, folded.length)) {
            return folded;
        }
        if (!signatures.isEmpty() || ContentReader.read(folded, "").signed()) {
            throw tooLong();
        }
        return encode(folded).orElseThrow(SevenBitMail::tooLong);
    }

    private static MailRefusedException tooLong() {
        return MailRefusedException.malformed("a line of the header, without spaces, or of a signed mail has more than "
                + MAX_LINE + " octets; write shorter lines");
    }

    private static boolean hasLongLine(byte[] mail, int start, int end) {
        int line = 0;
        for (int i = start; i < end; i++) {
            line = mail[i] == '\n' ? 0 : line + 1;
            if (line > MAX_LINE + 1) {
                return true;
            }
        }
        return false;
    }

    /** @return empty if a header cannot be encoded, an encoding is unknown, or parts are nested too deep */
    static Optional<byte[]> encode(byte[] mail) {
        SevenBitMail encoder = new SevenBitMail(mail);
        return encoder.entity(0, mail.length, 0) ? Optional.of(encoder.out.toByteArray()) : Optional.empty();
    }

    /** Whether a server may refuse the bytes: an octet above 127, or a line that is too long. */
    static boolean isBeyondLimits(byte[] bytes, int start, int end) {
        int line = 0;
        for (int i = start; i < end; i++) {
            line = bytes[i] == '\n' ? 0 : line + 1;
            // CR counts, too.
            if (bytes[i] < 0 || line > MAX_LINE + 1) {
                return true;
            }
        }
        return false;
    }

    private boolean entity(int start, int end, int depth) {
        if (!isBeyondLimits(mail, start, end)) {
            out.write(mail, start, end - start);
            return true;
        }
        MailHeader header = MailHeader.of(java.util.Arrays.copyOfRange(mail, start, end));
        int body = start + header.bodyStart();
        if (depth > MAX_DEPTH || hasLongLine(mail, start, body)) {
            return false;
        }
        String type = header.first("content-type").orElse("text/plain").toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart/")) {
            String boundary = boundary(header);
            return boundary != null && header(header, start) && parts(boundary, body, end, depth);
        }
        if (type.startsWith("message/")) {
            // It must not be encoded (RFC 2046, section 5.2.1), but its own parts may be.
            return header(header, start) && entity(body, end, depth + 1);
        }
        return leaf(header, start, body, end);
    }

    private static @Nullable String boundary(MailHeader header) {
        Matcher found = BOUNDARY.matcher(header.first("content-type").orElse(""));
        return !found.find() ? null : found.group(1) == null ? found.group(2) : found.group(1);
    }

    private boolean parts(String boundary, int start, int end, int depth) {
        byte[] delimiter = ("--" + boundary).getBytes(ISO_8859_1);
        int from = start;
        boolean isPart = false;
        for (int line = start; line <= end; line = next(line, end)) {
            boolean isEnd = line == end;
            if (!isEnd && !startsWith(line, end, delimiter)) {
                continue;
            }
            // The line end before a delimiter belongs to it (RFC 2046, section 5.1.1).
            int to = isEnd ? end : Math.max(from, line - 2);
            if (isPart) {
                if (!entity(from, to, depth + 1)) {
                    return false;
                }
            } else if (isBeyondLimits(mail, from, to)) {
                return false;
            } else {
                out.write(mail, from, to - from);
            }
            if (isEnd) {
                return true;
            }
            int after = next(line, end);
            // Whatever follows the boundary in its line is ignored by readers, but not by servers.
            if (isBeyondLimits(mail, to, after)) {
                return false;
            }
            out.write(mail, to, after - to);
            isPart = !startsWith(line + delimiter.length, end, new byte[] {'-', '-'});
            from = after;
            if (after == end) {
                return true;
            }
        }
        return true;
    }

    private int next(int line, int end) {
        int at = line;
        while (at < end && mail[at] != '\n') {
            at++;
        }
        return at < end ? at + 1 : line == end ? end + 1 : end;
    }

    private boolean startsWith(int at, int end, byte[] text) {
        return at + text.length <= end && java.util.Arrays.equals(mail, at, at + text.length, text, 0, text.length);
    }

    private boolean leaf(MailHeader header, int start, int body, int end) {
        String encoding =
                header.first("content-transfer-encoding").orElse("7bit").toLowerCase(Locale.ROOT);
        byte[] content = java.util.Arrays.copyOfRange(mail, body, end);
        switch (encoding) {
            case "base64" -> {
                if (!header(header, start)) {
                    return false;
                }
                EncodedLines.base64(content, out);
            }
            case "quoted-printable" -> {
                if (!header(header, start)) {
                    return false;
                }
                EncodedLines.quotedPrintable(content, out);
            }
            default -> {
                if (encoding.startsWith("x-") || encoding.startsWith("uu")) {
                    return false;
                }
                return isBeyondLimits(content, 0, content.length)
                        ? inBase64(header, start, content)
                        : header(header, start) && asItIs(content);
            }
        }
        return true;
    }

    private boolean asItIs(byte[] content) {
        out.write(content, 0, content.length);
        return true;
    }

    /** Writes a header, and the empty line behind it. */
    private boolean header(MailHeader header, int start) {
        return fields(header, start, "")
                && asItIs(java.util.Arrays.copyOfRange(mail, start + header.end(), start + header.bodyStart()));
    }

    /** @param without the name of a field that is left out */
    private boolean fields(MailHeader header, int start, String without) {
        for (MailHeader.Field field : header.fields()) {
            Optional<byte[]> ascii =
                    field.name().equals(without) ? Optional.of(new byte[0]) : AsciiHeader.field(mail, start, field);
            if (ascii.isEmpty()) {
                return false;
            }
            out.writeBytes(ascii.get());
        }
        return true;
    }

    private boolean inBase64(MailHeader header, int start, byte[] content) {
        if (!fields(header, start, "content-transfer-encoding")) {
            return false;
        }
        byte[] encoding = "Content-Transfer-Encoding: base64\r\n\r\n".getBytes(ISO_8859_1);
        out.write(encoding, 0, encoding.length);
        byte[] encoded = Base64.getMimeEncoder(76, CRLF).encode(content);
        out.write(encoded, 0, encoded.length);
        return true;
    }
}
