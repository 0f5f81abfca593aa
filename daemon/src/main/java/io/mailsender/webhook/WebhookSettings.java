package io.mailsender.webhook;

import io.mailsender.common.PositiveDuration;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings {@code webhooks}.
 *
 * @param enabled whether events are written and delivered; all nodes of a store should have the same
 * @param allowHosts receivers that may have internal addresses or http URLs ({@link ReceiverPolicy})
 * @param timeout for one attempt; 15 s by default, at most 60 s
 * @param concurrency attempts of this node at a time; 32 by default. A quarter of them may be at one webhook, and half at those
 *     of one owner
 * @param disableAfter how long every delivery of a webhook must have failed before it is disabled; 5 days by default
 * @param keep how long the log of a delivery is kept after its end; 7 days by default, at least 4
 * @param poll how often events and due deliveries are looked for; 1 s by default
 */
@ConfigurationProperties("webhooks")
public record WebhookSettings(
        @Bindable(defaultValue = "true") boolean enabled,
        @Nullable List<String> allowHosts,
        @Bindable(defaultValue = "15s") Duration timeout,
        @Bindable(defaultValue = "32") @Min(1) @Max(1_000) int concurrency,
        @Bindable(defaultValue = "5d") Duration disableAfter,
        @Bindable(defaultValue = "7d") Duration keep,
        @Bindable(defaultValue = "1s") Duration poll) {

    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(60);

    /** Longer than all retries. */
    private static final Duration MIN_KEEP = Duration.ofDays(4);

    public WebhookSettings {
        PositiveDuration.require("timeout", timeout);
        PositiveDuration.require("disable-after", disableAfter);
        PositiveDuration.require("poll", poll);
        if (timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("timeout must be at most 60s");
        }
        if (keep.compareTo(MIN_KEEP) < 0) {
            throw new IllegalArgumentException("keep must be at least 4d");
        }
        try {
            new ReceiverPolicy(allowHosts == null ? List.of() : allowHosts);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("allow-hosts: " + e.getMessage(), e);
        }
    }

    ReceiverPolicy policy() {
        return new ReceiverPolicy(allowHosts == null ? List.of() : allowHosts);
    }
}
