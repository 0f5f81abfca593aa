package io.mailsender.message;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A mail that came as a whole (RFC 5322), with CRLF line ends and without a Bcc field. A provider that takes whole mails gets these bytes
 * unchanged; the {@link Message} has its fields, for the other providers.
 *
 * @param bytes of the whole mail; not to be changed
 * @param obstacle why fields cannot express it; {@code null} if they can
 * @param eightBit whether there are octets above 127 after the header
 * @param eightBitHeader whether there are octets above 127 in the header (RFC 6532)
 * @param signed whether its signature would break if its body were encoded anew
 * @param namesOthers whether To or Cc names an address that is no recipient of it
 * @param isReport whether it came with the empty return path, as a report about another mail does (RFC 5321, section 4.5.5)
 */
public record Original(
        byte[] bytes,
        @Nullable String obstacle,
        boolean eightBit,
        boolean eightBitHeader,
        boolean signed,
        boolean namesOthers,
        boolean isReport) {

    /** The text of the header, with undecoded octets as characters. */
    public String header() {
        for (int i = 0; i + 3 < bytes.length; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return new String(bytes, 0, i, StandardCharsets.ISO_8859_1);
            }
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Whether it is plain ASCII, so that every server can take it. */
    public boolean isSevenBit() {
        return !eightBit && !eightBitHeader;
    }
}
