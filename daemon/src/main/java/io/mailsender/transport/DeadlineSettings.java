package io.mailsender.transport;

import io.mailsender.common.PositiveDuration;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How long the daemon waits for a client. No timeout restarts with each byte.
 *
 * @param headTimeout for the headers of a request, from its first byte, or from the opening of the connection
 * @param bodyTimeout for the body, plus a second for every 100 kB received
 * @param writeTimeout for the client to read an answer, plus a second for every 100 kB of it
 * @param idleTimeout for a connection without a request
 */
@Introspected
@ConfigurationProperties("server")
record DeadlineSettings(
        @Bindable(defaultValue = "10s") Duration headTimeout,
        @Bindable(defaultValue = "30s") Duration bodyTimeout,
        @Bindable(defaultValue = "30s") Duration writeTimeout,
        @Bindable(defaultValue = "60s") Duration idleTimeout) {

    /** A client is fast enough at 100 kB/s. */
    static final long NANOS_PER_BYTE = 10_000;

    DeadlineSettings {
        PositiveDuration.require("head-timeout", headTimeout);
        PositiveDuration.require("body-timeout", bodyTimeout);
        PositiveDuration.require("write-timeout", writeTimeout);
        PositiveDuration.require("idle-timeout", idleTimeout);
    }
}
