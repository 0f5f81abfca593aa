package io.mailsender.delivery;

import io.mailsender.common.PositiveDuration;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a message that no provider took is tried again.
 *
 * @param delay before the second round; twice as long before each further one
 * @param maxDelay the longest of them
 * @param giveUp how long a message is tried
 */
@Introspected
@ConfigurationProperties("retry")
public record RetrySettings(
        @Bindable(defaultValue = "30s") Duration delay,
        @Bindable(defaultValue = "1h") Duration maxDelay,
        @Bindable(defaultValue = "24h") Duration giveUp) {

    /** For messages that nobody keeps. */
    static final RetrySettings NONE = new RetrySettings(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO);

    private static final int MAX_DOUBLINGS = 20;

    public RetrySettings {
        PositiveDuration.require("delay", delay);
        if (maxDelay.compareTo(delay) < 0) {
            throw new IllegalArgumentException("max-delay must not be shorter than delay");
        }
        if (giveUp.isNegative()) {
            throw new IllegalArgumentException("give-up must not be negative");
        }
    }

    /**
     * How long to wait before the next round: half of it is chance, so that what failed together does not come back together.
     *
     * @param tries the rounds so far, from 1
     * @param asked what the providers asked for; no round comes earlier
     * @param chance between 0 and 1
     */
    public Duration wait(int tries, @Nullable Duration asked, double chance) {
        Duration longest = delay.multipliedBy(1L << Math.min(tries - 1, MAX_DOUBLINGS));
        long nanos = (longest.compareTo(maxDelay) < 0 ? longest : maxDelay).toNanos();
        // In milliseconds, as due times are stored.
        Duration wait =
                Duration.ofNanos(nanos / 2 + Math.round(chance * (nanos / 2))).truncatedTo(ChronoUnit.MILLIS);
        return asked == null || asked.compareTo(wait) < 0 ? wait : asked;
    }
}
