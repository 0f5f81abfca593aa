package io.mailsender.message;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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

    /**
     * The fields of a copy to some of the recipients, for a provider that takes the recipients from the fields and requires a
     * {@code to}: the fields name only these recipients. Without a {@code to} among them, those in {@code cc} become {@code to}, or else
     * the only one in {@code bcc}, who learns of nobody else.
     *
     * @return empty if only several in {@code bcc} are left
     */
    public Optional<Destination> within(Envelope envelope) {
        Set<EmailAddress> recipients = Set.copyOf(envelope.recipients());
        List<Mailbox> someTo = in(recipients, to);
        List<Mailbox> someCc = in(recipients, cc);
        List<Mailbox> someBcc = in(recipients, bcc);
        if (!someTo.isEmpty()) {
            return Optional.of(new Destination(someTo, someCc, someBcc));
        }
        if (!someCc.isEmpty()) {
            return Optional.of(new Destination(someCc, List.of(), someBcc));
        }
        return someBcc.size() == 1 ? Optional.of(new Destination(someBcc, List.of(), List.of())) : Optional.empty();
    }

    private static List<Mailbox> in(Set<EmailAddress> recipients, List<Mailbox> field) {
        return field.stream()
                .filter(mailbox -> recipients.contains(mailbox.address()))
                .toList();
    }
}
