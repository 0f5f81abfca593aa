package io.mailsender.delivery;

import io.mailsender.common.PositiveDuration;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Settings {@code retry}: when a message that no provider took is retried.
 *
 * @param delay the delay before the second round; 30 s by default. It doubles before each further round
 * @param maxDelay the longest delay; 1 hour by default
 * @param giveUp how long a message is retried before it fails; 24 hours by default, 0 for no retries
 */
@Introspected
@ConfigurationProperties("retry")
public record RetrySettings(
        @Bindable(defaultValue = "30s") Duration delay,
        @Bindable(defaultValue = "1h") Duration maxDelay,
        @Bindable(defaultValue = "24h") Duration giveUp) {

    /** For a message that is not stored. */
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
     * The delay before the next round. Half of it is random, so that messages that failed together are not retried together.
     *
     * @param rounds the rounds so far, from 1
     * @param asked the delay that providers asked for, which is the least; {@code null} if none did
     * @param jitter random, from 0 to 1
     */
    public Duration delay(int rounds, @Nullable Duration asked, double jitter) {
        Duration longest = delay.multipliedBy(1L << Math.min(rounds - 1, MAX_DOUBLINGS));
        long nanos = (longest.compareTo(maxDelay) < 0 ? longest : maxDelay).toNanos();
        // The store keeps due times in milliseconds.
        Duration backoff =
                Duration.ofNanos(nanos / 2 + Math.round(jitter * (nanos / 2))).truncatedTo(ChronoUnit.MILLIS);
        return asked == null || asked.compareTo(backoff) < 0 ? backoff : asked;
    }
}
