package io.mailsender.delivery;

import io.mailsender.provider.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Shares rests and rate limits of the providers with other nodes of the store. */
public final class UsageExchange {

    private final Failover failover;

    public UsageExchange(Failover failover) {
        this.failover = failover;
    }

    /** How this node has used the providers since the last call. */
    public List<ProviderUse> use() {
        return failover.providers().stream()
                .map(provider -> new ProviderUse(
                        provider.name(),
                        failover.limit(provider).used(),
                        failover.limit(provider).wanted(),
                        failover.health(provider).ownRest().orElse(null)))
                .toList();
    }

    /**
     * Takes this node's share of the rate limits, and lets providers rest as at the other nodes.
     *
     * @param self the id of this node
     * @param nodes all nodes, with this one
     */
    public void share(String self, List<NodeUse> nodes) {
        // By the store's clock, as the other nodes' times are.
        Instant now =
                nodes.stream().map(NodeUse::seen).max(Comparator.naturalOrder()).orElse(Instant.MIN);
        for (Provider provider : failover.providers()) {
            failover.limit(provider).share(self, nodes, now);
            nodes.stream()
                    .filter(node -> !node.node().equals(self) && node.isAlive(now))
                    .flatMap(node -> node.providers().stream()
                            .filter(use -> use.provider().equals(provider.name()) && use.rest() != null)
                            .map(use -> use.rest().minus(Duration.between(node.seen(), now))))
                    .max(Comparator.naturalOrder())
                    .ifPresent(failover.health(provider)::adoptRest);
        }
    }
}
