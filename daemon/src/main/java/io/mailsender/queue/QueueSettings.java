package io.mailsender.queue;

import io.mailsender.common.PositiveDuration;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * Settings {@code queue}.
 *
 * @param concurrency queued messages that this node sends at a time; 128 by default. A quarter is reserved for high priority, another
 *     quarter for all but bulk
 * @param poll how often the queue is polled; 1 s by default
 * @param lease how long messages of a node that stopped stay locked before another node takes them over; 60 s by default, at least 5 s
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

    /** How many messages can be in progress before one of this priority must wait. */
    public int share(Priority priority) {
        return switch (priority) {
            case HIGH -> concurrency;
            case NORMAL -> concurrency - concurrency / 4;
            case BULK -> concurrency - concurrency / 2;
        };
    }
}
