package io.mailsender.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/** A parameter of a MIME header field: a quoted string where it is ASCII, else percent-encoded (RFC 2231, section 4). */
final class MimeParameter {

    private MimeParameter() {}

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
