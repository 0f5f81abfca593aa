package io.mailsender.delivery;

import io.mailsender.delivery.ProviderLimit.Busy;
import io.mailsender.provider.Provider;
import java.time.Duration;
import java.time.Instant;
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
 * is left, it is the resting one whose rest ends first. Providers that may already have the message are left out, and those that rest by
 * hand, except for a test of that provider.
 */
final class ProviderChoice {

    /** An estimate: when a provider at its concurrency limit can be asked again depends on its answers. */
    private static final Duration CONCURRENCY_RETRY = Duration.ofSeconds(1);

    private final Failover failover;
    private final List<Provider> chain;
    private final List<Provider> untried;
    private final Map<Provider, Busy> busy = new LinkedHashMap<>();
    private final boolean isTest;
    private boolean lastResort;

    /**
     * @param chain the message's providers, in order
     * @param isTest whether the message tests one provider, which may rest by hand
     * @param excluded the names of providers that may already have the message
     */
    ProviderChoice(Failover failover, List<Provider> chain, boolean isTest, Collection<String> excluded) {
        this.failover = failover;
        this.chain = chain;
        this.isTest = isTest;
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
                    .filter(p -> !isWithheld(p))
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

    /** Whether the provider must not be asked, because it rests by hand. */
    boolean isWithheld(Provider provider) {
        return !isTest && failover.health(provider).restsByHand();
    }

    /** Whether every provider that could get the message rests by hand. */
    boolean isWithheld() {
        return !untried.isEmpty() && untried.stream().allMatch(this::isWithheld);
    }

    /** The providers that were left out because they rest by hand, as text; {@code null} if none was. */
    @Nullable
    String withheld() {
        String names = untried.stream()
                .filter(this::isWithheld)
                .map(p -> p.name()
                        + failover.health(p)
                                .handRest()
                                .map(HandRest::until)
                                .map(until -> " until " + until)
                                .orElse(""))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? null : names;
    }

    /** How long until the first provider can be asked again; {@code null} if now, or if that is not known. */
    @Nullable
    Duration retryAfter() {
        Duration turn = untilTurn();
        if (turn != null) {
            return turn;
        }
        return chain.stream()
                .flatMap(p -> restEnds(p).stream())
                .min(Comparator.naturalOrder())
                .map(end -> end.isAfter(failover.clock().instant())
                        ? Duration.between(failover.clock().instant(), end)
                        : Duration.ZERO)
                .filter(wait -> !wait.isZero())
                .orElse(null);
    }

    /** When a provider's rests end; empty if only a person ends them. */
    private Optional<Instant> restEnds(Provider provider) {
        ProviderHealth health = failover.health(provider);
        Instant end = health.restUntil();
        if (!isWithheld(provider)) {
            return Optional.of(end);
        }
        return health.handRest().map(HandRest::until).map(until -> until.isAfter(end) ? until : end);
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
