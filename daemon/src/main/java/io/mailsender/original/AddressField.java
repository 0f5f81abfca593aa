package io.mailsender.original;

import io.mailsender.message.DisplayName;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Mailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.mime4j.dom.address.Address;
import org.apache.james.mime4j.dom.address.Group;
import org.apache.james.mime4j.field.address.LenientAddressParser;
import org.jspecify.annotations.Nullable;

/**
 * The mailboxes of an address field (RFC 5322, section 3.4), as far as this gateway can use them.
 *
 * @param mailboxes those that are readable, also from groups
 * @param complete whether that is all of the field; not if it has a group with members, an address in an unusual form
 * @param isUnreadable whether it has an address in an unusual form
 */
record AddressField(List<Mailbox> mailboxes, boolean complete, boolean isUnreadable) {

    static AddressField of(List<String> values) {
        List<Mailbox> mailboxes = new ArrayList<>();
        boolean complete = true;
        boolean unreadable = false;
        for (String value : values) {
            if (EncodedText.isBroken(value)) {
                return new AddressField(List.of(), false, true);
            }
            for (Address address : LenientAddressParser.DEFAULT.parseAddressList(value)) {
                List<org.apache.james.mime4j.dom.address.Mailbox> members = address instanceof Group group
                        ? group.getMailboxes()
                        : List.of((org.apache.james.mime4j.dom.address.Mailbox) address);
                complete &= members.isEmpty() || !(address instanceof Group);
                for (org.apache.james.mime4j.dom.address.Mailbox member : members) {
                    Optional<EmailAddress> parsed = address(member);
                    parsed.ifPresent(known -> mailboxes.add(new Mailbox(name(member), known)));
                    complete &= parsed.isPresent();
                    unreadable |= parsed.isEmpty();
                }
            }
        }
        return new AddressField(List.copyOf(mailboxes), complete, unreadable);
    }

    /** Empty if the text is no address that this gateway can use. */
    private static Optional<EmailAddress> address(org.apache.james.mime4j.dom.address.Mailbox mailbox) {
        if (mailbox.getDomain() == null || mailbox.getLocalPart() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(EmailAddress.parse(mailbox.getLocalPart() + "@" + mailbox.getDomain()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Without characters that deceive; {@code null} if nothing is left. */
    private static @Nullable String name(org.apache.james.mime4j.dom.address.Mailbox mailbox) {
        if (mailbox.getName() == null) {
            return null;
        }
        String name = EncodedText.words(mailbox.getName());
        try {
            return DisplayName.stored(PlainText.line(name, 255));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
