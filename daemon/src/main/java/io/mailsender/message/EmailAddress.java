package io.mailsender.message;

import java.util.Locale;

/**
 * The address of a mailbox: the {@code Mailbox} of an envelope (RFC 5321, section 4.1.2), the {@code addr-spec} of a header
 * (RFC 5322, section 3.4.1).
 *
 * @param localPart what stands before the {@code @}; kept as given, since only the receiving host may interpret it
 * @param domain the domain in lower case, as A-labels (RFC 5890)
 */
public record EmailAddress(String localPart, String domain) {

    /**
     * @throws IllegalArgumentException with the reason, never with the address itself
     */
    public static EmailAddress parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || at == text.length() - 1) {
            throw new IllegalArgumentException("an address has the form local-part@domain");
        }
        return new EmailAddress(text.substring(0, at), text.substring(at + 1).toLowerCase(Locale.ROOT));
    }

    /** Whether only a host that speaks SMTPUTF8 (RFC 6531) can take it: its local part is not ASCII. */
    public boolean isInternationalized() {
        return localPart.chars().anyMatch(c -> c > 127);
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }

    /** Whether a character may stand in an atom (RFC 5322, section 3.2.3). */
    static boolean isAtext(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }
}
