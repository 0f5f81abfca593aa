package io.mailsender.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/** A parameter of a MIME header field. */
final class MimeParameter {

    private MimeParameter() {}

    /**
     * In encoded words. RFC 2047, section 5, forbids them here, but it is all that old readers understand, Outlook among them; the
     * others go by Content-Disposition.
     */
    static String writeForOldReaders(String name, String value) {
        return name + "="
                + (HeaderText.isPlain(value)
                        ? DisplayName.quoted(value)
                        // Its line begins with a space, and the quotes are around it.
                        : '"'
                                + HeaderText.encodedWords(value, name.length() + 4)
                                        .replace(" ", "\r\n ")
                                + '"');
    }

    /** A quoted string where it is ASCII, else percent-encoded (RFC 2231, section 4). */
    static String write(String name, String value) {
        if (HeaderText.isPlain(value)) {
            return name + "=" + DisplayName.quoted(value);
        }
        StringBuilder encoded = new StringBuilder(name).append("*=UTF-8''");
        for (byte b : value.getBytes(UTF_8)) {
            if (isAttributeCharacter(b)) {
                encoded.append((char) b);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", b));
            }
        }
        return encoded.toString();
    }

    private static boolean isAttributeCharacter(byte b) {
        return LocalPart.isAtext(b) && "*'%/=?".indexOf(b) < 0;
    }
}
