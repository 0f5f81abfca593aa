package io.mailsender.message;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whom a message is for: its destination address fields (RFC 5322, section 3.6.3). */
public record Destination(List<Mailbox> to, List<Mailbox> cc, List<Mailbox> bcc) {
    public Destination {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
    }

    /** Every address once, in the order to, cc, bcc. */
    public List<EmailAddress> addresses() {
        Set<EmailAddress> addresses = new LinkedHashSet<>();
        to.forEach(mailbox -> addresses.add(mailbox.address()));
        cc.forEach(mailbox -> addresses.add(mailbox.address()));
        bcc.forEach(mailbox -> addresses.add(mailbox.address()));
        return List.copyOf(addresses);
    }
}
