package io.mailsender.message;

/**
 * The address of a mailbox: a dot-atom, {@code @} and a host name. This is the common part of {@code Mailbox} in an envelope
 * (RFC 5321, section 4.1.2) and {@code addr-spec} in a header (RFC 5322, section 3.4.1) that mail systems accept. Quoted local parts,
 * address literals, comments and host names without a dot are refused.
 *
 * @param localPart the part before the {@code @}; kept as given, since only the receiving host may interpret it
 * @param domain the domain in lower case, as A-labels (RFC 5890)
 */
public record EmailAddress(String localPart, String domain) {

    // RFC 5321, section 4.5.3.1: a path has at most 256 octets, two of them its angle brackets.
    private static final int MAX_OCTETS = 254;

    /** @throws IllegalArgumentException with the reason, never with the address itself */
    public EmailAddress {
        int octets = LocalPart.require(localPart);
        Domain.requireHostName(domain);
        if (octets + 1 + domain.length() > MAX_OCTETS) {
            throw tooLong();
        }
    }

    /**
     * Reads {@code local-part@domain}. An internationalized domain becomes A-labels.
     *
     * @throws IllegalArgumentException with the reason, never with the address itself
     */
    public static EmailAddress parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || at == text.length() - 1) {
            throw new IllegalArgumentException("must be an address of the form local-part@domain");
        }
        // Checked first, so that nothing below processes a megabyte.
        if (text.length() > MAX_OCTETS) {
            throw tooLong();
        }
        EmailAddress address = new EmailAddress(text.substring(0, at), Domain.toAscii(text.substring(at + 1)));
        Domain.requireALabels(address.domain);
        return address;
    }

    /**
     * Reads an address that {@link #toString} wrote. It accepts addresses that an earlier version accepted but {@link #parse} now
     * refuses, so that stored messages stay readable.
     *
     * @throws IllegalArgumentException if no version would have accepted it
     */
    public static EmailAddress stored(String text) {
        int at = text.lastIndexOf('@');
        return new EmailAddress(text.substring(0, Math.max(at, 0)), text.substring(at + 1));
    }

    /** Whether it needs SMTPUTF8 (RFC 6531), because its local part is not ASCII. */
    public boolean isInternationalized() {
        return !HeaderText.isAscii(localPart);
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }

    private static IllegalArgumentException tooLong() {
        return new IllegalArgumentException("the address is longer than " + MAX_OCTETS + " octets");
    }
}
