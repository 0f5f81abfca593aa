package io.mailsender.common;

import java.time.Duration;

/** Checks durations of settings. */
public final class PositiveDuration {

    private PositiveDuration() {}

    /**
     * @param setting the name in the configuration file
     * @throws IllegalArgumentException if the duration is zero or negative
     */
    public static void require(String setting, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(setting + " must be positive");
        }
    }
}
