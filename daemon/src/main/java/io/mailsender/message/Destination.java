package io.mailsender.message;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whom a message is for: its destination address fields (RFC 5322, section 3.6.3). Each address stands there once: some providers
 * send a mail as often as they are given an address, others refuse it. To has it before cc, and cc before bcc.
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
