package io.mailsender.provider;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which sender addresses a provider may use: its own, and any at the domains that it was given. */
public final class From {

    private final EmailAddress own;
    private final Set<String> domains;

    /**
     * @param own the provider's {@code from} setting
     * @param domains its {@code from-domains} setting; {@code null} where there is none
     * @throws IllegalArgumentException where {@code own} is no address
     */
    public From(String own, @Nullable Collection<String> domains) {
        this.own = EmailAddress.parse(own);
        this.domains = domains == null
                ? Set.of()
                : domains.stream().map(d -> d.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    public EmailAddress own() {
        return own;
    }

    /** The From field of a message at this provider; empty where it may not carry the address that the caller asked for. */
    public Optional<Mailbox> of(Message message) {
        EmailAddress asked = message.originator().address();
        EmailAddress address = asked == null ? own : asked;
        return address.equals(own) || domains.contains(address.domain())
                ? Optional.of(new Mailbox(message.originator().displayName(), address))
                : Optional.empty();
    }
}
