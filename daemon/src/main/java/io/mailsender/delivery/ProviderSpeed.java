package io.mailsender.delivery;

import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares a provider's last attempts with its own normal. While it is slow it is asked last; then its share of the messages grows back
 * evenly from 0 to 1. The messages of that share are the probes: if they are slow, too, the share starts from 0 again.
 *
 * <p>Its normal follows the last attempts with a time constant of a day, also while it is slow: a pace that lasts becomes normal.
 */
public final class ProviderSpeed {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderSpeed.class);

    /** How many attempts decide while the share grows back. Few, because each of them may be slow. */
    static final int PROBES = 5;

    private static final Duration NORMAL = Duration.ofDays(1);
    private static final double MILLIS = 1e6;

    private final String provider;
    private final SlowSettings settings;
    private final Clock clock;
    private final Deque<Sample> last = new ArrayDeque<>();
    private @Nullable Normal normal;
    private volatile @Nullable Slow slow;

    /** @param clock should not jump; see {@link SteadyClock} */
    ProviderSpeed(String provider, SlowSettings settings, Clock clock) {
        this.provider = provider;
        this.settings = settings;
        this.clock = clock;
    }

    private record Sample(double millis, boolean unknown) {}

    /**
     * What the provider usually needs.
     *
     * @param logMillis the logarithm of the median: one that grows tenfold counts like one that falls to a tenth
     * @param unknown the share of unknown attempts, from 0 to 1
     */
    private record Normal(double logMillis, double unknown, Instant at) {
        double millis() {
            return Math.exp(logMillis);
        }

        Normal next(double millis, double share, Instant now) {
            double seconds = Duration.between(at, now).toMillis() / 1000.0;
            double weight = 1 - Math.exp(-seconds / NORMAL.toSeconds());
            return new Normal(
                    logMillis + weight * (Math.log(millis) - logMillis), unknown + weight * (share - unknown), now);
        }
    }

    /**
     * A slow provider.
     *
     * @param since when it became slow, and did not fully return since
     * @param last when its attempts were last found slow; its share grows from here
     */
    public record Slow(Instant since, Instant last, String reason) {}

    /** Present while the provider is slow or its share is growing back. */
    public Optional<Slow> slow() {
        Slow current = slow;
        return current != null && share() < 1 ? Optional.of(current) : Optional.empty();
    }

    /** The share of the messages for which the provider has its usual place, from 0 to 1. For the others it is asked last. */
    public double share() {
        Slow current = slow;
        return current == null
                ? 1
                : Math.min(
                        1,
                        Duration.between(current.last(), clock.instant()).toMillis()
                                / (double) settings.recovery().toMillis());
    }

    /** Whether the provider has its usual place for a message. */
    boolean isInPlaceFor(MessageId message) {
        return slow == null || Draw.of(message, provider) < share();
    }

    /** Only answers and timeouts tell how fast the provider is; an immediate refusal does not. */
    synchronized void record(Outcome outcome, Duration duration) {
        if (!settings.enabled() || outcome instanceof Unavailable) {
            return;
        }
        boolean returned = slow != null && share() >= 1;
        if (returned) {
            slow = null;
            LOG.info("provider {} is no longer slow", provider);
        }
        last.addLast(new Sample(Math.max(1, duration.toNanos() / MILLIS), outcome instanceof Unknown));
        if (last.size() > settings.window()) {
            last.removeFirst();
        }
        if (last.size() >= (slow == null ? settings.window() : PROBES)) {
            judge();
        }
    }

    private void judge() {
        Instant now = clock.instant();
        double median = median();
        double unknown = last.stream().filter(Sample::unknown).count() / (double) last.size();
        Normal before = normal;
        if (before == null) {
            normal = new Normal(Math.log(median), unknown, now);
            return;
        }
        normal = before.next(median, unknown, now);
        String reason = reason(median, unknown, before);
        if (reason != null) {
            demote(reason, now);
        }
    }

    private @Nullable String reason(double median, double unknown, Normal before) {
        if (median >= settings.latency().toMillis() && median >= settings.factor() * before.millis()) {
            return String.format(
                    Locale.ROOT,
                    "the median of the last %d attempts is %.1f s, normally %.1f s",
                    last.size(),
                    median / 1000,
                    before.millis() / 1000);
        }
        if (unknown * 100 >= settings.unknown() && unknown >= settings.factor() * before.unknown()) {
            return String.format(
                    Locale.ROOT,
                    "%.0f %% of the last %d attempts are unknown, normally %.0f %%",
                    unknown * 100,
                    last.size(),
                    before.unknown() * 100);
        }
        return null;
    }

    private void demote(String reason, Instant now) {
        Slow before = slow;
        slow = new Slow(before == null ? now : before.since(), now, reason);
        last.clear();
        if (before == null) {
            LOG.warn("provider {} is slow and is asked last: {}", provider, reason);
        } else {
            LOG.debug("provider {} is still slow: {}", provider, reason);
        }
    }

    private double median() {
        double[] sorted = last.stream().mapToDouble(Sample::millis).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
