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
        Destination some = only(envelope);
        if (!some.to.isEmpty()) {
            return Optional.of(some);
        }
        if (!some.cc.isEmpty()) {
            return Optional.of(new Destination(some.cc, List.of(), some.bcc));
        }
        return some.bcc.size() == 1 ? Optional.of(new Destination(some.bcc, List.of(), List.of())) : Optional.empty();
    }

    /** The fields of a copy to some of the recipients, each recipient where it was. */
    public Destination only(Envelope envelope) {
        Set<EmailAddress> recipients = Set.copyOf(envelope.recipients());
        return new Destination(in(recipients, to), in(recipients, cc), in(recipients, bcc));
    }

    private static List<Mailbox> in(Set<EmailAddress> recipients, List<Mailbox> field) {
        return field.stream()
                .filter(mailbox -> recipients.contains(mailbox.address()))
                .toList();
    }
}
