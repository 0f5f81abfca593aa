package io.mailsender.delivery;

import io.mailsender.common.PositiveDuration;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * How a message is delivered.
 *
 * @param deadline for a whole send, with all of its attempts
 * @param attemptTimeout for one attempt, at the most; less where a later provider would not get its turn
 * @param maxCopies how many more copies of a message that may have been sent go out, each through another provider
 * @param onUnknown what to do when nobody can tell whether a message was sent; a message may say otherwise
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

    /** What is kept for each provider still to come, so that a slow one does not use up the deadline of all. */
    private static final Duration TURN = Duration.ofSeconds(5);

    /**
     * How long the next attempt may take.
     *
     * @param remaining of the deadline
     * @param later how many providers may still have to be asked after it
     */
    public Duration timeoutOf(Duration remaining, int later) {
        Duration share = remaining.dividedBy(later + 1L);
        Duration turn = share.compareTo(TURN) < 0 ? share : TURN;
        Duration upToThen = remaining.minus(turn.multipliedBy(later));
        return upToThen.compareTo(attemptTimeout) < 0 ? upToThen : attemptTimeout;
    }
}
