package io.mailsender.delivery;

import io.mailsender.common.PositiveDuration;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * When a provider is left alone, and for how long.
 *
 * @param failures how many of the last {@code window} attempts may fail before it rests
 * @param window how many attempts are looked at
 * @param rest the first rest; each further one in a row is twice as long
 * @param maxRest the longest rest
 */
@Introspected
@ConfigurationProperties("health")
public record HealthSettings(
        @Bindable(defaultValue = "5") int failures,
        @Bindable(defaultValue = "10") int window,
        @Bindable(defaultValue = "30s") Duration rest,
        @Bindable(defaultValue = "10m") Duration maxRest) {

    public HealthSettings {
        if (failures < 1 || window < failures) {
            throw new IllegalArgumentException("failures must be at least 1, and window no less than failures");
        }
        PositiveDuration.require("rest", rest);
        if (maxRest.compareTo(rest) < 0) {
            throw new IllegalArgumentException("max-rest must not be shorter than rest");
        }
    }
}
