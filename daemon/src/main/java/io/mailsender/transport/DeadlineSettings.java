package io.mailsender.transport;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * How long the daemon waits for a client. None of it starts again with each byte.
 *
 * @param headTimeout for the headers of a request, from its first byte or from the connection's beginning
 * @param bodyTimeout for the body, and a second more for every 100 kB of it that came
 * @param writeTimeout for the client to read an answer, and a second more for every 100 kB of it
 * @param idleTimeout how long a connection is kept without a request
 */
@Introspected
@ConfigurationProperties("server")
record DeadlineSettings(
        @Bindable(defaultValue = "10s") Duration headTimeout,
        @Bindable(defaultValue = "30s") Duration bodyTimeout,
        @Bindable(defaultValue = "30s") Duration writeTimeout,
        @Bindable(defaultValue = "60s") Duration idleTimeout) {

    DeadlineSettings {
        if (Stream.of(headTimeout, bodyTimeout, writeTimeout, idleTimeout)
                .anyMatch(timeout -> timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException(
                    "head-timeout, body-timeout, write-timeout and idle-timeout must be positive");
        }
    }
}
