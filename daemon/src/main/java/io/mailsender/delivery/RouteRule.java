package io.mailsender.delivery;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import java.util.Set;

/**
 * Which messages take a route: those that meet all conditions. An empty condition is met by all; another one by any of its values.
 *
 * @param apiKeys the names of the callers' API keys
 * @param priorities as words
 * @param senderDomains of the address that the caller gave; if it gave none, of its Message-ID
 * @param recipientDomains of all recipients: a message is not divided between routes
 */
record RouteRule(
        Set<String> apiKeys,
        Set<String> tags,
        Set<String> priorities,
        Set<String> senderDomains,
        Set<String> recipientDomains) {

    static final RouteRule ALL = new RouteRule(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

    RouteRule {
        apiKeys = Set.copyOf(apiKeys);
        tags = Set.copyOf(tags);
        priorities = Set.copyOf(priorities);
        senderDomains = Set.copyOf(senderDomains);
        recipientDomains = Set.copyOf(recipientDomains);
    }

    /** @param owner the name of the caller's API key; empty if there are no keys */
    boolean matches(Message message, String owner, String priority) {
        return allows(apiKeys, owner)
                && allows(priorities, priority)
                && allows(senderDomains, senderDomain(message))
                && (tags.isEmpty() || message.extras().tags().stream().anyMatch(tags::contains))
                && (recipientDomains.isEmpty()
                        || message.destination().addresses().stream()
                                .map(EmailAddress::domain)
                                .allMatch(recipientDomains::contains));
    }

    private static boolean allows(Set<String> values, String value) {
        return values.isEmpty() || values.contains(value);
    }

    private static String senderDomain(Message message) {
        EmailAddress address = message.originator().address();
        return address == null ? message.id().domain() : address.domain();
    }

    /** Whether this rule certainly matches every message that the other one matches. */
    boolean covers(RouteRule other) {
        return covers(apiKeys, other.apiKeys)
                && covers(tags, other.tags)
                && covers(priorities, other.priorities)
                && covers(senderDomains, other.senderDomains)
                && covers(recipientDomains, other.recipientDomains);
    }

    private static boolean covers(Set<String> values, Set<String> others) {
        return values.isEmpty() || !others.isEmpty() && values.containsAll(others);
    }
}
