package io.mailsender.message;

import org.jspecify.annotations.Nullable;

/**
 * A mailbox as a header field names it (RFC 5322, section 3.4): an address and, mostly, a display name.
 *
 * @param displayName the name as people read it, neither quoted nor encoded; {@code null} where there is none
 */
public record Mailbox(@Nullable String displayName, EmailAddress address) {

    /**
     * Reads {@code a@b} or {@code Name <a@b>}.
     *
     * @throws IllegalArgumentException with the reason, never with the address itself
     */
    public static Mailbox parse(String text) {
        int open = text.lastIndexOf('<');
        if (open < 0) {
            return new Mailbox(null, EmailAddress.parse(text));
        }
        return new Mailbox(
                text.substring(0, open).trim(), EmailAddress.parse(text.substring(open + 1, text.length() - 1)));
    }

    /** The header form in ASCII: the display name quoted or encoded (RFC 2047) where it must be. */
    public String headerValue() {
        return displayName == null ? address.toString() : phrase(displayName) + " <" + address + ">";
    }

    private static String phrase(String name) {
        if (!HeaderText.isPlain(name)) {
            return HeaderText.encodedWords(name);
        }
        return name.chars().allMatch(c -> c == ' ' || EmailAddress.isAtext(c))
                ? name
                : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
