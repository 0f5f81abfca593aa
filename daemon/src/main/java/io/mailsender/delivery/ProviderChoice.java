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
 * Chooses the providers of one round, each at most once: the first in the order that is healthy and below its limit. When none is
 * left, the resting one whose rest ends first is asked all the same. One that may have the message already is left out.
 */
final class ProviderChoice {

    /** When a provider with all its places taken may be asked again; nobody can tell. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Failover failover;
    private final List<Provider> untried;
    private final Map<Provider, Busy> busy = new LinkedHashMap<>();
    private boolean lastResort;

    /** @param except the names of the providers that may have the message */
    ProviderChoice(Failover failover, Collection<String> except) {
        this.failover = failover;
        this.untried = new ArrayList<>(failover.order());
        untried.removeIf(provider -> except.contains(provider.name()));
    }

    /**
     * The provider to ask.
     *
     * @param delay how long until its turn; after a delay {@link ProviderLimit#tryStart} has to follow
     */
    record Turn(Provider provider, Duration delay) {}

    /**
     * Takes a turn at the next provider.
     *
     * @param patience how long the message can wait for a turn in this round
     * @return empty where no provider is left, or all that are left are at their limits for longer
     */
    Optional<Turn> next(int recipients, Duration patience) {
        busy.clear();
        Optional<Turn> chosen = untried.stream()
                .filter(p -> failover.health(p).admits())
                .filter(p -> isFree(p, recipients))
                .findFirst()
                .map(p -> new Turn(p, Duration.ZERO));
        if (chosen.isEmpty() && !busy.isEmpty()) {
            chosen = waitFor(recipients, patience);
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

    private Optional<Turn> waitFor(int recipients, Duration patience) {
        return busy.entrySet().stream()
                .filter(b -> b.getValue().turn() != null && b.getValue().turn().compareTo(patience) < 0)
                .min(Comparator.comparing(b -> b.getValue().turn()))
                .map(b -> new Turn(b.getKey(), failover.limit(b.getKey()).reserve(recipients, patience)))
                .filter(turn -> turn.delay().compareTo(patience) <= 0);
    }

    /** The turn at a provider came to nothing, since it is at a limit: it was not asked, and may be chosen once more. */
    void missed(Provider provider, Busy limit) {
        untried.add(provider);
        untried.sort(Comparator.comparing(failover.order()::indexOf));
        busy.put(provider, limit);
    }

    /** How many providers may still have to be asked. */
    int left() {
        return untried.size();
    }

    /** How long until a provider that was passed over for its limit may be asked; {@code null} where none was. */
    @Nullable
    Duration untilTurn() {
        return busy.values().stream()
                .map(b -> b.turn() == null ? SOON : b.turn())
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** The limits that providers were passed over for, in words; {@code null} where none was. */
    @Nullable
    String limit() {
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
