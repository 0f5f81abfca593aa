package io.mailsender.message;

import org.jspecify.annotations.Nullable;

/** The display name of a mailbox (RFC 5322, section 3.4): a phrase, one quoted string or plain words. */
public final class DisplayName {

    private static final int MAX = 255;
    private static final String SPECIALS = "()<>[]:;@\\,\"";

    private DisplayName() {}

    /**
     * @return the name, {@code null} if it is blank
     * @throws IllegalArgumentException with the reason, if the name could break a header or deceive its reader
     */
    public static @Nullable String require(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        if (name.length() > MAX) {
            throw new IllegalArgumentException("the display name is longer than " + MAX + " characters");
        }
        HeaderText.requireSafe(name);
        // They could reverse a text ("moc.elpmaxe"), or hide it.
        if (!VisibleText.isAll(name)) {
            throw new IllegalArgumentException("the display name has invisible characters; remove them");
        }
        return name;
    }

    /**
     * Checks the name of a sender whose address is in a separate field.
     *
     * @return as {@link #require}
     * @throws IllegalArgumentException as {@link #require}, and if the name is an address or has one in angle brackets
     */
    public static @Nullable String requireNoAddress(@Nullable String name) {
        String checked = require(name);
        if (checked != null && (hasMailbox(checked) || isAddress(checked.strip()))) {
            throw new IllegalArgumentException("must be a name only; put the address into from_address");
        }
        return checked;
    }

    /** Reads a stored name. Characters that an earlier version accepted but this one considers invisible are removed. */
    public static @Nullable String stored(@Nullable String name) {
        return name == null ? null : require(VisibleText.of(name));
    }

    private static boolean isAddress(String text) {
        try {
            EmailAddress.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Some mail programs and relays take an address in the name for the address of the mailbox. */
    private static boolean hasMailbox(String name) {
        int open = name.indexOf('<');
        int at = name.indexOf('@', open + 1);
        return open >= 0 && at >= 0 && name.indexOf('>', at) >= 0;
    }

    static String parse(String phrase) {
        String text = HeaderText.requireSafe(phrase).strip();
        if (text.startsWith("\"")) {
            String name = unquoted(text);
            if (hasMailbox(name)) {
                throw new IllegalArgumentException("the display name has an address in angle brackets; remove it");
            }
            return name;
        }
        if (text.chars().anyMatch(c -> SPECIALS.indexOf(c) >= 0)) {
            throw new IllegalArgumentException(
                    "the display name has one of " + SPECIALS + " and must be in double quotes");
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
        return new IllegalArgumentException(
                "one pair of double quotes must enclose the whole display name; write \\\" for a quote in it");
    }

    /** The name as written in a header field. */
    static String phrase(String name) {
        if (!HeaderText.isPlain(name)) {
            // The longest name of a field with mailboxes.
            return HeaderText.encodedWords(name, "Reply-To: ".length());
        }
        return name.chars().allMatch(c -> c == ' ' || LocalPart.isAtext(c)) ? name : quoted(name);
    }

    /** The name as an API expects it that encodes it itself; encoded only if software would decode the name as it is. */
    static String unicodePhrase(String name) {
        return HeaderText.isPlain(name) || name.contains("=?") ? phrase(name) : quoted(name);
    }

    /** A quoted string (RFC 5322, section 3.2.4). */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
