package io.mailsender.delivery;

import io.mailsender.common.PositiveDuration;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Settings {@code health}: when a provider rests, and for how long.
 *
 * @param failures failures among the last {@code window} attempts after which it rests; 5 by default
 * @param window how many of the last attempts are counted; 10 by default
 * @param rest the first rest; 30 s by default. It doubles with each further rest in a row
 * @param maxRest the longest rest; 10 minutes by default
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
            throw new IllegalArgumentException("failures must be at least 1, and window at least failures");
        }
        PositiveDuration.require("rest", rest);
        if (maxRest.compareTo(rest) < 0) {
            throw new IllegalArgumentException("max-rest must not be shorter than rest");
        }
    }
}
