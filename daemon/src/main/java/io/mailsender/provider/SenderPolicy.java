package io.mailsender.provider;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sender addresses that a provider may use: its own address, and any address at the domains in {@code from-domains}. */
public final class SenderPolicy {

    private final EmailAddress own;
    private final SortedSet<String> domains;

    /**
     * @param own the provider's {@code from} setting
     * @param domains its {@code from-domains} setting; {@code null} if it has none
     * @throws IllegalArgumentException if {@code own} is not an email address
     */
    public SenderPolicy(String own, @Nullable Collection<String> domains) {
        this.own = EmailAddress.parse(own);
        this.domains = (domains == null ? List.<String>of() : domains)
                .stream()
                        .map(d -> d.toLowerCase(Locale.ROOT))
                        .collect(Collectors.collectingAndThen(
                                Collectors.toCollection(TreeSet::new), Collections::unmodifiableSortedSet));
    }

    /** The sender of a message that names none. */
    public EmailAddress own() {
        return own;
    }

    /** The domains at which any address may be the sender, in lower case and alphabetical order. */
    public SortedSet<String> domains() {
        return domains;
    }

    /** Every domain that it may send from: that of its own address, and {@link #domains}. */
    public SortedSet<String> senderDomains() {
        SortedSet<String> all = new TreeSet<>(domains);
        all.add(own.domain());
        return all;
    }

    /** The From field that the caller asks for, allowed or not; with the provider's own address if the message names none. */
    public Mailbox requested(Message message) {
        EmailAddress asked = message.originator().address();
        return new Mailbox(message.originator().displayName(), asked == null ? own : asked);
    }

    /** The From field of a message; empty if this provider may not send from the address that the caller asks for. */
    public Optional<Mailbox> senderOf(Message message) {
        Mailbox requested = requested(message);
        EmailAddress address = requested.address();
        return address.equals(own) || domains.contains(address.domain()) ? Optional.of(requested) : Optional.empty();
    }
}
