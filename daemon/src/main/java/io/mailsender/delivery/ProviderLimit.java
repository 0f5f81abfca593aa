package io.mailsender.delivery;

import io.mailsender.delivery.LimitSettings.RateLimit;
import io.mailsender.provider.Pace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The limits of one provider: concurrent messages, and messages or recipients per period. */
final class ProviderLimit {

    private final String provider;
    private final int concurrency;
    private final Semaphore free;
    private final @Nullable RateLimit rate;
    private final @Nullable RateWindow window;
    /** How many messages or recipients wanted a turn since the last exchange with other nodes. */
    private final LongAdder wanted = new LongAdder();

    /**
     * @param pace the limits without a setting
     * @param clock never goes back
     */
    ProviderLimit(String provider, Pace pace, LimitSettings settings, Clock clock) {
        this.provider = provider;
        this.concurrency = settings.concurrencyOf(provider, pace);
        this.free = new Semaphore(concurrency);
        this.rate = settings.rateOf(provider, pace).orElse(null);
        this.window = rate == null ? null : new RateWindow(rate.rate(), clock);
    }

    /**
     * The limit that a provider is at.
     *
     * @param limit as callers are told, e.g. {@code limits.rate of amazon_ses, 14/s}
     * @param turn how long until the next turn, if no other message takes it; {@code null} if that depends on another message's answer
     */
    record Busy(String limit, @Nullable Duration turn) {}

    /** Takes a turn now. Empty if it was taken; then {@link #release} must follow. */
    Optional<Busy> tryAcquire(int recipients) {
        Optional<Busy> busy = tryStart();
        if (busy.isPresent()) {
            return busy;
        }
        Duration wait = reserve(recipients, Duration.ZERO);
        if (wait.isZero()) {
            return Optional.empty();
        }
        free.release();
        return Optional.of(new Busy("limits.rate of " + provider + ", " + rate, wait));
    }

    /**
     * Takes a turn of the rate limit in advance. Turns are given in the order of the calls. An unused turn is lost. When the turn comes,
     * call {@link #tryStart}.
     *
     * @param maxDelay how long the message can wait
     * @return how long until the turn. It is taken only if that is at most {@code maxDelay}
     */
    Duration reserve(int recipients, Duration maxDelay) {
        if (rate == null || window == null) {
            return Duration.ZERO;
        }
        int count = rate.recipients() ? recipients : 1;
        wanted.add(count);
        return window.take(count, maxDelay);
    }

    /** What this node has used of the rate limit in the current period. */
    long used() {
        return window == null ? 0 : window.used();
    }

    /** What it has wanted since the last call. */
    long wanted() {
        return wanted.sumThenReset();
    }

    /** Divides the rate limit with the other nodes. */
    void share(String self, List<NodeUse> nodes, Instant now) {
        if (rate == null || window == null) {
            return;
        }
        List<LimitShare.Demand> demands = nodes.stream()
                .filter(node ->
                        node.isAlive(now) || node.seen().plus(window.period()).isAfter(now))
                .flatMap(node -> node.providers().stream()
                        .filter(use -> use.provider().equals(provider))
                        .map(use -> new LimitShare.Demand(node.node(), use.used(), use.wanted(), node.isAlive(now))))
                .toList();
        window.limit(LimitShare.of(
                self,
                rate.rate().count(),
                demands,
                now.getEpochSecond() / Math.max(1, window.period().toSeconds())));
    }

    /** Starts an attempt that has its turn of the rate limit. Empty if it may start; then {@link #release} must follow. */
    Optional<Busy> tryStart() {
        return free.tryAcquire()
                ? Optional.empty()
                : Optional.of(new Busy("limits.concurrency of " + provider + ", " + concurrency, null));
    }

    void release() {
        free.release();
    }
}
