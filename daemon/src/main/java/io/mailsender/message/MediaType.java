package io.mailsender.message;

import java.util.Locale;

/** Checks a media type with its parameters, as in a Content-Type field (RFC 2045, section 5.1). */
final class MediaType {

    private static final int MAX = 255;

    private MediaType() {}

    /** @throws IllegalArgumentException if it is not {@code type/subtype}, optionally with {@code ; name=value}, in ASCII */
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

    /** Whether it has a parameter with a file's name, in any form of RFC 2231. */
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
                "the content type must have the form type/subtype or type/subtype; name=value, in at most " + MAX
                        + " ASCII characters");
    }
}
