package io.mailsender.transport;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much the daemon accepts at a time. Requests beyond that wait; requests beyond those that may wait are answered 503.
 *
 * @param maxConnections maximum of open connections per port
 * @param maxConcurrentRequests maximum of requests that are worked on at a time
 * @param maxQueuedRequests maximum of requests that wait for a turn; as many may wait for memory
 * @param queueTimeout how long a request may wait
 * @param bodyMemory memory for all large messages together, in bytes as received; {@code null}: an eighth of the heap
 */
@ConfigurationProperties("server")
record AdmissionSettings(
        @Bindable(defaultValue = "2048") @Min(1) int maxConnections,
        @Bindable(defaultValue = "512") @Min(1) int maxConcurrentRequests,
        @Bindable(defaultValue = "512") @Min(0) int maxQueuedRequests,
        @Bindable(defaultValue = "10s") Duration queueTimeout,

        @Nullable @ReadableBytes @Min(65_536) Long bodyMemory) {

    AdmissionSettings {
        if (queueTimeout.isNegative()) {
            throw new IllegalArgumentException("queue-timeout must not be negative");
        }
    }

    long bodyMemoryBytes() {
        // A text exists up to four times at once: its bytes, its characters while they are read (two bytes each), and
        // the string. An attachment needs less: its base64, its bytes, and what goes to the store or the provider.
        return bodyMemory == null ? Runtime.getRuntime().maxMemory() / 8 : bodyMemory;
    }
}
