package io.mailsender.delivery;

import io.mailsender.common.PositiveDuration;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * Settings {@code delivery}.
 *
 * @param deadline time for one round with all of its attempts; 30 s by default
 * @param attemptTimeout time for one attempt; 20 s by default, less if a later provider would otherwise get no time
 * @param onUnknown what to do with a message that may have been sent; {@code resend} by default, and a message can override it
 * @param maxCopies how many further copies of such a message are sent automatically, each through another provider; 1 by default
 */
@Introspected
@ConfigurationProperties("delivery")
public record DeliverySettings(
        @Bindable(defaultValue = "30s") Duration deadline,
        @Bindable(defaultValue = "20s") Duration attemptTimeout,
        @Bindable(defaultValue = "RESEND") OnUnknown onUnknown,
        @Bindable(defaultValue = "1") @Min(0) int maxCopies) {

    public DeliverySettings {
        PositiveDuration.require("deadline", deadline);
        PositiveDuration.require("attempt-timeout", attemptTimeout);
    }

    /** The time that is reserved for each later provider, so that a slow one does not use up the deadline. */
    private static final Duration RESERVE = Duration.ofSeconds(5);

    /** The time that is left if each later provider gets its reserve. */
    Duration withoutReserve(Duration remaining, int later) {
        return remaining.minus(RESERVE.multipliedBy(later));
    }

    /**
     * The timeout of the next attempt.
     *
     * @param remaining the time until the deadline
     * @param later how many providers may have to be asked after it
     */
    public Duration timeoutOf(Duration remaining, int later) {
        Duration share = remaining.dividedBy(later + 1L);
        Duration reserve = share.compareTo(RESERVE) < 0 ? share : RESERVE;
        Duration available = remaining.minus(reserve.multipliedBy(later));
        return available.compareTo(attemptTimeout) < 0 ? available : attemptTimeout;
    }
}
