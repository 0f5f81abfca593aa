package io.mailsender.message;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The recipients of a message: its destination address fields (RFC 5322, section 3.6.3). A repeated address is kept only in the first
 * of to, cc and bcc: some providers send one mail for each occurrence, others refuse the message.
 */
public record Destination(List<Mailbox> to, List<Mailbox> cc, List<Mailbox> bcc) {
    public Destination {
        Set<EmailAddress> named = new HashSet<>();
        to = to.stream().filter(mailbox -> named.add(mailbox.address())).toList();
        cc = cc.stream().filter(mailbox -> named.add(mailbox.address())).toList();
        bcc = bcc.stream().filter(mailbox -> named.add(mailbox.address())).toList();
    }

    /** Every address once, in the order to, cc, bcc. */
    public List<EmailAddress> addresses() {
        return Stream.of(to, cc, bcc)
                .flatMap(List::stream)
                .map(Mailbox::address)
                .toList();
    }
}
