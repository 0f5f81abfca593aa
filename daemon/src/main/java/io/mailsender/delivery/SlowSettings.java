package io.mailsender.delivery;

import io.mailsender.common.PositiveDuration;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Settings {@code health.slow}: when a provider is asked last because it is slow.
 *
 * @param enabled false by default
 * @param window how many of the last attempts are compared with the provider's normal; 20 by default
 * @param factor how many times its normal counts as slow; 4 by default
 * @param latency a median below it never counts as slow; 2 s by default
 * @param unknown the percentage of unknown attempts that counts as slow, if it is also {@code factor} times the normal; 20 by default
 * @param recovery how long the provider's share takes to grow back; 10 minutes by default
 */
@Introspected
@ConfigurationProperties("health.slow")
public record SlowSettings(
        @Bindable(defaultValue = "false") boolean enabled,
        @Bindable(defaultValue = "20") int window,
        @Bindable(defaultValue = "4") int factor,
        @Bindable(defaultValue = "2s") Duration latency,
        @Bindable(defaultValue = "20") int unknown,
        @Bindable(defaultValue = "10m") Duration recovery) {

    public static final SlowSettings OFF =
            new SlowSettings(false, 20, 4, Duration.ofSeconds(2), 20, Duration.ofMinutes(10));

    public SlowSettings {
        if (window < ProviderSpeed.PROBES || window > 1000) {
            throw new IllegalArgumentException("window must be from " + ProviderSpeed.PROBES + " to 1000");
        }
        if (factor < 2) {
            throw new IllegalArgumentException("factor must be at least 2");
        }
        if (unknown < 1 || unknown > 100) {
            throw new IllegalArgumentException("unknown must be a percentage from 1 to 100");
        }
        PositiveDuration.require("latency", latency);
        PositiveDuration.require("recovery", recovery);
    }
}
