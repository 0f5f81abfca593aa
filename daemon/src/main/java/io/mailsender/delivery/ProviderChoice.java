package io.mailsender.delivery;

import io.mailsender.delivery.ProviderLimit.Busy;
import io.mailsender.provider.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the providers of one round, each at most once: the first in the message's chain that is healthy and below its limits. If no other one
 * is left, it is the resting one whose rest ends first. Providers that may already have the message are left out.
 */
final class ProviderChoice {

    /** An estimate: when a provider at its concurrency limit can be asked again depends on its answers. */
    private static final Duration CONCURRENCY_RETRY = Duration.ofSeconds(1);

    private final Failover failover;
    private final List<Provider> chain;
    private final List<Provider> untried;
    private final Map<Provider, Busy> busy = new LinkedHashMap<>();
    private boolean lastResort;

    /**
     * @param chain the message's providers, in order
     * @param excluded the names of providers that may already have the message
     */
    ProviderChoice(Failover failover, List<Provider> chain, Collection<String> excluded) {
        this.failover = failover;
        this.chain = chain;
        this.untried = new ArrayList<>(chain);
        untried.removeIf(provider -> excluded.contains(provider.name()));
    }

    /**
     * The provider to ask.
     *
     * @param delay how long until its rate limit allows the attempt; after a delay, call {@link ProviderLimit#tryStart}
     */
    record Turn(Provider provider, Duration delay) {}

    /**
     * Chooses the next provider and takes a turn at it.
     *
     * @param maxDelay how long the round can wait for the turn
     * @return empty if no provider is left, or if all that are left are at their limits for longer
     */
    Optional<Turn> next(int recipients, Duration maxDelay) {
        busy.clear();
        Optional<Turn> chosen = untried.stream()
                .filter(p -> failover.health(p).admits())
                .filter(p -> isFree(p, recipients))
                .findFirst()
                .map(p -> new Turn(p, Duration.ZERO));
        if (chosen.isEmpty() && !busy.isEmpty()) {
            chosen = waitFor(recipients, maxDelay);
        } else if (chosen.isEmpty() && !lastResort) {
            lastResort = true;
            chosen = untried.stream()
                    .min(Comparator.comparing(p -> failover.health(p).restUntil()))
                    .filter(p -> isFree(p, recipients))
                    .map(p -> new Turn(p, Duration.ZERO));
        }
        chosen.ifPresent(turn -> {
            untried.remove(turn.provider());
            busy.clear();
        });
        return chosen;
    }

    private Optional<Turn> waitFor(int recipients, Duration maxDelay) {
        return busy.entrySet().stream()
                .filter(b -> b.getValue().turn() != null && b.getValue().turn().compareTo(maxDelay) < 0)
                .min(Comparator.comparing(b -> b.getValue().turn()))
                .map(b -> new Turn(b.getKey(), failover.limit(b.getKey()).reserve(recipients, maxDelay)))
                .filter(turn -> turn.delay().compareTo(maxDelay) <= 0);
    }

    /** Makes a provider available again that was chosen but not asked, because it is at a limit. */
    void putBack(Provider provider, Busy limit) {
        untried.add(provider);
        untried.sort(Comparator.comparing(chain::indexOf));
        busy.put(provider, limit);
    }

    /** How many providers have not been chosen. */
    int remaining() {
        return untried.size();
    }

    /** Whether a provider can be asked as soon as other nodes leave a part of its rate limit. */
    boolean awaitsShare() {
        return busy.keySet().stream()
                .anyMatch(provider -> failover.limit(provider).isWithoutShare());
    }

    /** How long until the first provider can be asked again; {@code null} if now, or if that is not known. */
    @Nullable
    Duration retryAfter() {
        Duration turn = untilTurn();
        if (turn != null) {
            return turn;
        }
        return chain.stream()
                .map(failover::untilRestEnds)
                .min(Comparator.naturalOrder())
                .filter(wait -> !wait.isZero())
                .orElse(null);
    }

    private @Nullable Duration untilTurn() {
        return busy.values().stream()
                .map(b -> b.turn() == null ? CONCURRENCY_RETRY : b.turn())
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** The limits that providers are at, as text; {@code null} if none is. */
    @Nullable
    String limits() {
        return busy.isEmpty() ? null : busy.values().stream().map(Busy::limit).collect(Collectors.joining("; "));
    }

    private boolean isFree(Provider provider, int recipients) {
        Optional<Busy> limit = failover.limit(provider).tryAcquire(recipients);
        limit.ifPresent(b -> {
            busy.put(provider, b);
            failover.health(provider).notAsked();
        });
        return limit.isEmpty();
    }
}
