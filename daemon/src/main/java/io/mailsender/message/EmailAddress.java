package io.mailsender.message;

/**
 * The address of a mailbox: the {@code Mailbox} of an envelope (RFC 5321, section 4.1.2) and the {@code addr-spec} of a header
 * (RFC 5322, section 3.4.1), as far as the two agree and mail systems take it: a dot-atom at a host name. Quoted local parts,
 * address literals, comments and host names without a dot are refused.
 *
 * @param localPart what stands before the {@code @}; kept as given, since only the receiving host may interpret it
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
            throw new IllegalArgumentException("an address has the form local-part@domain");
        }
        // No more than a first look, so that nothing below has to work on a megabyte.
        if (text.length() > MAX_OCTETS) {
            throw tooLong();
        }
        EmailAddress address = new EmailAddress(text.substring(0, at), Domain.toAscii(text.substring(at + 1)));
        Domain.requireALabels(address.domain);
        return address;
    }

    /**
     * Reads an address that was checked before, as {@link #toString} wrote it. An earlier version may have taken what {@link #parse}
     * refuses today, and its mail still has to be read.
     *
     * @throws IllegalArgumentException where it could not be an address in any version
     */
    public static EmailAddress stored(String text) {
        int at = text.lastIndexOf('@');
        return new EmailAddress(text.substring(0, Math.max(at, 0)), text.substring(at + 1));
    }

    /** Whether only a host that speaks SMTPUTF8 (RFC 6531) can take it: its local part is not ASCII. */
    public boolean isInternationalized() {
        return !HeaderText.isAscii(localPart);
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }

    private static IllegalArgumentException tooLong() {
        return new IllegalArgumentException("an address has at most " + MAX_OCTETS + " octets");
    }
}
