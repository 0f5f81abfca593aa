package io.mailsender.message;

import org.jspecify.annotations.Nullable;

/**
 * A mailbox in a header field (RFC 5322, section 3.4): an address with an optional display name.
 *
 * @param displayName the name as people read it, neither quoted nor encoded; {@code null} if there is none
 */
public record Mailbox(@Nullable String displayName, EmailAddress address) {

    /** @throws IllegalArgumentException with the reason, if the name could break a header or deceive its reader */
    public Mailbox {
        displayName = DisplayName.require(displayName);
    }

    /**
     * Reads {@code a@b} or {@code Name <a@b>}. A name with one of {@code ()<>[]:;@\,"} must be quoted: unquoted, it could be
     * a list, a group, a route or a comment.
     *
     * @throws IllegalArgumentException with the reason, never with the address itself
     */
    public static Mailbox parse(String text) {
        if (!text.endsWith(">")) {
            return new Mailbox(null, EmailAddress.parse(text));
        }
        int open = text.lastIndexOf('<');
        if (open < 0) {
            throw new IllegalArgumentException("must have the form a@b or Name <a@b>");
        }
        EmailAddress address = EmailAddress.parse(text.substring(open + 1, text.length() - 1));
        return new Mailbox(DisplayName.parse(text.substring(0, open)), address);
    }

    /** The header form in ASCII: the display name is quoted or encoded (RFC 2047) if necessary. */
    public String headerValue() {
        return displayName == null ? address.toString() : DisplayName.phrase(displayName) + " <" + address + ">";
    }

    /** The header form with the display name in Unicode, quoted if necessary, for an API that encodes it itself. */
    public String unicodeValue() {
        return displayName == null ? address.toString() : DisplayName.unicodePhrase(displayName) + " <" + address + ">";
    }
}
