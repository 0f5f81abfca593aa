package io.mailsender.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The port of the API.
 *
 * @param host the address to listen on
 * @param port the TCP port; 0 picks a free one
 * @param maxRequestSize the longest request body, in bytes
 * @param shutdownDelay how long requests are still answered after SIGTERM, while readiness fails
 * @param maxHeaderSize the longest head of a request (all headers together), in bytes
 * @param swaggerUi whether {@code /swagger-ui} is served
 * @param console whether {@code /console} is served
 * @param consolePort the TCP port of the console; {@code null} for the API's
 */
@ConfigurationProperties("server")
public record ServerSettings(
        @Bindable(defaultValue = ApiAddress.HOST) @Host(listen = true) @NotBlank
        String host,

        @Bindable(defaultValue = ApiAddress.PORT) @Min(0) @Max(65535)
        int port,

        @Bindable(defaultValue = "25MB") @ReadableBytes @Min(1024) @Max(Integer.MAX_VALUE)
        long maxRequestSize,

        @Bindable(defaultValue = "5s") Duration shutdownDelay,

        @Bindable(defaultValue = "16KB") @ReadableBytes @Min(1024) @Max(1_048_576)
        int maxHeaderSize,

        @Bindable(defaultValue = "true") boolean swaggerUi,

        @Bindable(defaultValue = "true") boolean console,

        @Nullable @Min(1) @Max(65535) Integer consolePort) {

    public ServerSettings {
        if (shutdownDelay.isNegative()) {
            throw new IllegalArgumentException("shutdown-delay must not be negative");
        }
    }

    /** The port that only the console has; empty if it is off or at the API's port. */
    public OptionalInt ownConsolePort() {
        return console && consolePort != null ? OptionalInt.of(consolePort) : OptionalInt.empty();
    }

    /** Whether the console answers at a port of the daemon. */
    public boolean hasConsoleAt(int local) {
        return console && (consolePort == null || consolePort == local);
    }
}
