package io.mailsender.original;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailsender.message.DisplayName;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Mailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.mime4j.dom.address.Address;
import org.apache.james.mime4j.dom.address.AddressList;
import org.apache.james.mime4j.dom.address.Group;
import org.apache.james.mime4j.field.address.LenientAddressParser;
import org.apache.james.mime4j.stream.ParserCursor;
import org.apache.james.mime4j.util.ByteSequence;
import org.apache.james.mime4j.util.ContentUtil;
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
            for (Address address : parsed(value)) {
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

    /** mime4j's own method for text counts characters instead of octets, so it loses the end of an address behind an umlaut (MIME4J-334). */
    private static AddressList parsed(String value) {
        ByteSequence octets = ContentUtil.encode(UTF_8, value);
        return LenientAddressParser.DEFAULT.parseAddressList(octets, new ParserCursor(0, octets.length()));
    }

    /** Empty if the text is no address that this gateway can use. */
    private static Optional<EmailAddress> address(org.apache.james.mime4j.dom.address.Mailbox mailbox) {
        if (mailbox.getDomain() == null || mailbox.getLocalPart() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(EmailAddress.parse(once(mailbox.getLocalPart() + "@" + mailbox.getDomain())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The address, of which some programs make the name, too: {@code ann@example.com <ann@example.com>}. It lacks quotation marks; if the
     * two differ, programs read either.
     */
    private static String once(String text) {
        int open = text.indexOf('<');
        return open > 0 && text.substring(open).equalsIgnoreCase("<" + text.substring(0, open) + ">")
                ? text.substring(0, open)
                : text;
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
