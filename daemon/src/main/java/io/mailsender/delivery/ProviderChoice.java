package io.mailsender.delivery;

import io.mailsender.provider.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the providers of one round, each at most once: the first in the order that is healthy and below its limit. When none is
 * left, the resting one whose rest ends first is asked all the same. One that may have the message already is left out.
 */
final class ProviderChoice {

    /** When a provider that was at its limit may be asked again. */
    private static final Duration AT_LIMIT = Duration.ofSeconds(1);

    private final Failover failover;
    private final List<Provider> untried;
    private boolean lastResort;
    /** Whether a healthy provider was passed over because it was at its limit. */
    private boolean isBusy;

    /** @param except the names of the providers that may have the message */
    ProviderChoice(Failover failover, Collection<String> except) {
        this.failover = failover;
        this.untried = new ArrayList<>(failover.order());
        untried.removeIf(provider -> except.contains(provider.name()));
    }

    /** The provider to ask now; its limit has been acquired. Empty where none is left, or all that are left are at their limits. */
    Optional<Provider> next() {
        Optional<Provider> chosen = untried.stream()
                .filter(p -> failover.health(p).admits())
                .filter(this::isFree)
                .findFirst();
        if (chosen.isEmpty() && !lastResort && !isBusy) {
            lastResort = true;
            chosen = untried.stream()
                    .min(Comparator.comparing(p -> failover.health(p).restUntil()))
                    .filter(this::isFree);
        }
        chosen.ifPresent(untried::remove);
        return chosen;
    }

    /** How many providers may still have to be asked. */
    int left() {
        return untried.size();
    }

    /** How long until a provider that was passed over for its limit may be asked; {@code null} where none was. */
    @Nullable
    Duration turn() {
        return isBusy ? AT_LIMIT : null;
    }

    /** The limit that a provider was passed over for; {@code null} where none was. */
    @Nullable
    String limit() {
        return isBusy ? "limits" : null;
    }

    private boolean isFree(Provider provider) {
        boolean free = failover.limit(provider).tryAcquire();
        isBusy |= !free;
        return free;
    }
}
