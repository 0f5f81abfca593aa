package io.mailsender.queue;

import io.mailsender.common.PositiveDuration;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * How the queue is worked off.
 *
 * @param concurrency how many messages of the queue this daemon sends at a time; a quarter is kept for those of high priority, and
 *     another one for all that are no bulk
 * @param poll how often it is looked for what is due, or was left by another daemon
 * @param lease how long a daemon that stopped holds up the messages it was sending
 */
@ConfigurationProperties("queue")
public record QueueSettings(
        @Bindable(defaultValue = "128") @Min(4) @Max(10_000) int concurrency,
        @Bindable(defaultValue = "1s") Duration poll,
        @Bindable(defaultValue = "60s") Duration lease) {

    private static final Duration MIN_LEASE = Duration.ofSeconds(5);

    public QueueSettings {
        PositiveDuration.require("poll", poll);
        if (lease.compareTo(MIN_LEASE) < 0) {
            throw new IllegalArgumentException("lease must be at least 5s");
        }
    }

    /** How many messages may be under way before one of this priority has to wait. */
    public int share(Priority priority) {
        return switch (priority) {
            case HIGH -> concurrency;
            case NORMAL -> concurrency - concurrency / 4;
            case BULK -> concurrency - concurrency / 2;
        };
    }
}
