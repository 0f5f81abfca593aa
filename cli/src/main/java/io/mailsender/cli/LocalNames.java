package io.mailsender.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Gives names of this machine, such as {@code root}, an address: those of the alias file, else one in the machine's mail domain. */
final class LocalNames {

    private final AliasFile aliases;
    private final Supplier<String> domain;

    /** @param domain asked only if a name needs it: to find it can take a look-up */
    LocalNames(AliasFile aliases, Supplier<String> domain) {
        this.aliases = aliases;
        this.domain = domain;
    }

    /**
     * Returns the recipients that a list names, each once.
     *
     * @throws AddressSyntaxException with the part at fault
     */
    Set<String> recipients(String list) throws AddressSyntaxException {
        Set<String> recipients = new LinkedHashSet<>();
        for (ListedAddress address : AddressList.parse(list)) {
            aliases.expand(address).forEach(each -> recipients.add(qualified(each)));
        }
        return recipients;
    }

    /**
     * Returns the address of a sender.
     *
     * @throws AddressSyntaxException if there is not exactly one
     */
    String sender(String address) throws AddressSyntaxException {
        List<ListedAddress> senders = AddressList.parse(address);
        if (senders.size() != 1) {
            throw new AddressSyntaxException("\"" + TerminalText.oneLine(address) + "\" is not one address");
        }
        return qualified(senders.get(0));
    }

    /** Qualifies the names in a header field, for the senders; everything else in it stays, as does a field that cannot be read. */
    String qualify(String value) {
        return change(value, false);
    }

    /** Like {@link #qualify}, with the alias file, for the recipients: providers without an envelope send to what the header says. */
    String resolve(String value) {
        return change(value, true);
    }

    private String change(String value, boolean recipients) {
        List<ListedAddress> addresses;
        try {
            addresses = new ArrayList<>(AddressList.parse(value));
        } catch (AddressSyntaxException e) {
            return value;
        }
        StringBuilder changed = new StringBuilder(value);
        for (int i = addresses.size() - 1; i >= 0; i--) {
            ListedAddress address = addresses.get(i);
            if (address.domain() == null) {
                List<ListedAddress> instead = recipients ? aliases.expand(address) : List.of(address);
                boolean one = instead.size() == 1;
                changed.replace(
                        one ? address.specStart() : address.start(),
                        one ? address.specEnd() : address.end(),
                        instead.stream().map(this::qualified).collect(Collectors.joining(",\r\n ")));
            }
        }
        return changed.toString();
    }

    private String qualified(ListedAddress address) {
        String local = address.local().startsWith("\\") ? address.local().substring(1) : address.local();
        return address.domain() == null ? local + "@" + domain.get() : address.toString();
    }
}
