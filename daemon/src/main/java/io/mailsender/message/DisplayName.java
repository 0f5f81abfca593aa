package io.mailsender.message;

import org.jspecify.annotations.Nullable;

/** The display name of a mailbox (RFC 5322, section 3.4): a phrase, one quoted string or plain words. */
public final class DisplayName {

    private static final int MAX = 255;
    private static final String SPECIALS = "()<>[]:;@\\,\"";

    private DisplayName() {}

    /**
     * @return the name, {@code null} where it is blank
     * @throws IllegalArgumentException with the reason, where the name could break a header or deceive its reader
     */
    public static @Nullable String require(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        if (name.length() > MAX) {
            throw new IllegalArgumentException("a display name has at most " + MAX + " characters");
        }
        HeaderText.requireSafe(name);
        // "moc.elpmaxe" for one and "example.com" for another, or a name that is there and cannot be seen.
        if (name.codePoints().anyMatch(HeaderText::isInvisible)) {
            throw new IllegalArgumentException("a display name has no invisible characters");
        }
        return name;
    }

    static String parse(String phrase) {
        String text = HeaderText.requireSafe(phrase).strip();
        if (text.startsWith("\"")) {
            return unquoted(text);
        }
        if (text.chars().anyMatch(c -> SPECIALS.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("a display name with one of " + SPECIALS + " has to be in quotes");
        }
        return text;
    }

    private static String unquoted(String text) {
        StringBuilder name = new StringBuilder(text.length());
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c == '\\' && i < text.length() - 2) {
                c = text.charAt(++i);
            } else if (c == '"' || c == '\\') {
                throw notOneQuotedString();
            }
            name.append(c);
        }
        if (text.length() < 2 || !text.endsWith("\"")) {
            throw notOneQuotedString();
        }
        return name.toString();
    }

    private static IllegalArgumentException notOneQuotedString() {
        return new IllegalArgumentException("a display name in quotes is all in one pair of them");
    }

    /** The name as a header field has it. */
    static String phrase(String name) {
        if (!HeaderText.isPlain(name)) {
            return HeaderText.encodedWords(name);
        }
        return name.chars().allMatch(c -> c == ' ' || LocalPart.isAtext(c)) ? name : quoted(name);
    }

    /** A quoted string (RFC 5322, section 3.2.4). */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
