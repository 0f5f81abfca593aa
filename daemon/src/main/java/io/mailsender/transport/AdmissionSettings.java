package io.mailsender.transport;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much the daemon takes on at a time. Beyond it a request waits, and beyond that it is answered 503.
 *
 * @param maxConnections how many connections may be open on a port
 * @param maxConcurrentRequests how many requests are worked on
 * @param maxQueuedRequests how many wait for that, and as many for memory
 * @param queueTimeout how long one waits
 * @param bodyMemory how much all large mails may have in memory together, in bytes as they came; {@code null}: an eighth of the heap
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
        // Of a text there are up to four copies at a time: the bytes, the characters as they are read (two bytes each),
        // and the text. Of
        // a file there are fewer: its base64, its bytes, and what goes to the store or the provider.
        return bodyMemory == null ? Runtime.getRuntime().maxMemory() / 8 : bodyMemory;
    }
}
