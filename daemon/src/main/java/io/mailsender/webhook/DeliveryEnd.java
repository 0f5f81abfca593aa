package io.mailsender.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an attempt.
 *
 * @param due when the next attempt may be made; {@code null} unless the delivery is pending
 * @param restUntil until when the receiver asked for a pause; {@code null} if it did not
 */
public record DeliveryEnd(
        WebhookDelivery.Attempt attempt,
        DeliveryState state,
        @Nullable Instant due,
        @Nullable Instant restUntil) {}
