package io.mailsender.message;

import java.util.List;
import java.util.stream.Stream;

/** Whom a message is for: its destination address fields (RFC 5322, section 3.6.3). */
public record Destination(List<Mailbox> to, List<Mailbox> cc, List<Mailbox> bcc) {
    public Destination {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
    }

    /** Every address once, in the order to, cc, bcc. */
    public List<EmailAddress> addresses() {
        return Stream.of(to, cc, bcc)
                .flatMap(List::stream)
                .map(Mailbox::address)
                .distinct()
                .toList();
    }
}
