package io.mailsender.doctor;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.Provider;
import io.mailsender.provider.SenderPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Checks whether a provider accepts the senders of the others in its chains: mail from a sender that it refuses has no failover to it.
 */
final class SenderOrderCheck {

    private final List<List<Provider>> chains;

    /** @param chains the providers of the default order and of each route */
    SenderOrderCheck(List<List<Provider>> chains) {
        this.chains = List.copyOf(chains);
    }

    /** No findings if there is no other provider, or if this one accepts any sender. */
    List<Finding> findings(Provider provider) {
        Optional<SenderPolicy> policy = provider.senderPolicy();
        List<Provider> others = chains.stream()
                .filter(chain -> chain.contains(provider))
                .flatMap(List::stream)
                .distinct()
                .filter(other -> !other.name().equals(provider.name())
                        && other.senderPolicy().isPresent())
                .toList();
        if (policy.isEmpty() || others.isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        refused(policy.get(), others).forEach((domain, of) -> findings.add(refused(provider, domain, of)));
        if (findings.isEmpty()) {
            findings.add(Finding.ok(Check.ORDER, "accepts every sender's domain of the other providers"));
        }
        others.stream()
                .map(other -> other.senderPolicy().orElseThrow().own())
                .filter(own -> !own.equals(policy.get().own()))
                .findFirst()
                .ifPresent(own -> findings.add(ownDiffers(policy.get().own(), own)));
        return findings;
    }

    /** The domains of others that are refused here, with the names of these providers. */
    private static SortedMap<String, List<String>> refused(SenderPolicy policy, List<Provider> others) {
        SortedMap<String, List<String>> refused = new TreeMap<>();
        for (Provider other : others) {
            other.senderPolicy().orElseThrow().domains().stream()
                    .filter(domain -> !policy.domains().contains(domain))
                    .forEach(domain -> refused.computeIfAbsent(domain, d -> new ArrayList<>())
                            .add(other.name()));
        }
        return refused;
    }

    private static Finding refused(Provider provider, String domain, List<String> of) {
        return Finding.warning(
                Check.ORDER,
                "mail from " + domain + " has no failover to this provider: only " + String.join(", ", of)
                        + " may send from it",
                "verify " + domain + " there and add it to providers." + provider.name() + ".from-domains");
    }

    private static Finding ownDiffers(EmailAddress own, EmailAddress other) {
        return Finding.ok(
                Check.ORDER,
                "mail that names no sender is from " + own + " here and from " + other + " at another provider");
    }
}
