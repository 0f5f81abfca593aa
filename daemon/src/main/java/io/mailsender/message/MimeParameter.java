package io.mailsender.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/** Writes a parameter of a MIME header field. */
public final class MimeParameter {

    private MimeParameter() {}

    /**
     * The value in encoded words. RFC 2047, section 5, forbids them here, but old mail programs, among them Outlook, understand nothing else;
     * others use Content-Disposition.
     */
    static String writeForOldReaders(String name, String value) {
        return name + "="
                + (HeaderText.isPlain(value)
                        ? DisplayName.quoted(value)
                        // The line also has a leading space, an equals sign and two quotes.
                        : '"'
                                + HeaderText.encodedWords(value, name.length() + 4)
                                        .replace(" ", "\r\n ")
                                + '"');
    }

    /** The value as a quoted string if it is ASCII, else percent-encoded (RFC 2231, section 4). */
    public static String write(String name, String value) {
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
