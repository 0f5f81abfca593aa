package io.mailsender.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How one node uses the providers.
 *
 * @param node its id, a new one after each start
 * @param seen when it reported, by the clock of the store
 */
public record NodeUse(String node, Instant seen, List<ProviderUse> providers) {

    /** How often each node reports. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    /** How long a node that does not report counts as running. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    public NodeUse {
        providers = List.copyOf(providers);
    }

    /** @param now by the clock of the store */
    boolean isAlive(Instant now) {
        return seen.plus(SILENCE).isAfter(now);
    }
}
