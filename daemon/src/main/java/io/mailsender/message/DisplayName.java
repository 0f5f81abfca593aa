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
        if (!VisibleText.isAll(name)) {
            throw new IllegalArgumentException("a display name has no invisible characters");
        }
        return name;
    }

    /**
     * The name of a sender, where an address stands in a field of its own.
     *
     * @return as {@link #require}
     * @throws IllegalArgumentException as {@link #require}, and where the name is an address or holds one in angle brackets
     */
    public static @Nullable String requireNoAddress(@Nullable String name) {
        String checked = require(name);
        if (checked != null && (hasMailbox(checked) || isAddress(checked.strip()))) {
            throw new IllegalArgumentException("is the name alone; an address goes into from_address");
        }
        return checked;
    }

    /** A name that was checked before, perhaps by an earlier version: without what this one calls invisible. */
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

    /** Readers and relays that parse it in their own way take that for the address. */
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
                throw new IllegalArgumentException("a display name has no address in angle brackets");
            }
            return name;
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
            // The longest name of a field with mailboxes.
            return HeaderText.encodedWords(name, "Reply-To: ".length());
        }
        return name.chars().allMatch(c -> c == ' ' || LocalPart.isAtext(c)) ? name : quoted(name);
    }

    /** A quoted string (RFC 5322, section 3.2.4). */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
