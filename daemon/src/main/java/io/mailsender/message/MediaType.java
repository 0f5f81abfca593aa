package io.mailsender.message;

import java.util.Locale;

/** A media type with its parameters, as a Content-Type field has it (RFC 2045, section 5.1). */
final class MediaType {

    private static final int MAX = 255;

    private MediaType() {}

    /** @throws IllegalArgumentException where it is not {@code type/subtype} and, at most, {@code ; name=value} in ASCII */
    static String require(String text) {
        if (text.length() > MAX) {
            throw notWellFormed();
        }
        int at = separator(text, token(text, 0), '/');
        at = token(text, at);
        while (at < text.length()) {
            at = spaces(text, separator(text, spaces(text, at), ';'));
            at = separator(text, token(text, at), '=');
            at = at < text.length() && text.charAt(at) == '"' ? quotedString(text, at) : token(text, at);
        }
        return text;
    }

    /** Whether a parameter of it gives a file's name, in whatever form (RFC 2231). */
    static boolean hasName(String mediaType) {
        String dense = mediaType.toLowerCase(Locale.ROOT).replace(" ", "");
        return dense.contains(";name=") || dense.contains(";name*");
    }

    private static int token(String text, int start) {
        int at = start;
        while (at < text.length() && isTokenCharacter(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw notWellFormed();
        }
        return at;
    }

    private static boolean isTokenCharacter(char c) {
        return c > ' ' && c < 0x7F && "()<>@,;:\\\"/[]?=".indexOf(c) < 0;
    }

    private static int quotedString(String text, int open) {
        int at = open + 1;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c < ' ' || c >= 0x7F || c == '\\') {
                throw notWellFormed();
            }
        }
        return separator(text, at, '"');
    }

    private static int spaces(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static int separator(String text, int at, char separator) {
        if (at >= text.length() || text.charAt(at) != separator) {
            throw notWellFormed();
        }
        return at + 1;
    }

    private static IllegalArgumentException notWellFormed() {
        return new IllegalArgumentException(
                "a content type has the form type/subtype; name=value, at most " + MAX + " ASCII characters");
    }
}
