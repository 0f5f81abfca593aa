package io.mailsender.message;

import org.jspecify.annotations.Nullable;

/**
 * A mailbox as a header field names it (RFC 5322, section 3.4): an address and, mostly, a display name.
 *
 * @param displayName the name as people read it, neither quoted nor encoded; {@code null} where there is none
 */
public record Mailbox(@Nullable String displayName, EmailAddress address) {

    /** @throws IllegalArgumentException with the reason, where the name could break a header or deceive its reader */
    public Mailbox {
        displayName = DisplayName.require(displayName);
    }

    /**
     * Reads {@code a@b} or {@code Name <a@b>}. A name with one of {@code ()<>[]:;@\,"} has to be in quotes: without them it would be
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
            throw new IllegalArgumentException("a mailbox has the form a@b or Name <a@b>");
        }
        EmailAddress address = EmailAddress.parse(text.substring(open + 1, text.length() - 1));
        return new Mailbox(DisplayName.parse(text.substring(0, open)), address);
    }

    /** The header form in ASCII: the display name quoted or encoded (RFC 2047) where it must be. */
    public String headerValue() {
        return displayName == null ? address.toString() : DisplayName.phrase(displayName) + " <" + address + ">";
    }
}
