package io.mailsender.webhook;

import org.jspecify.annotations.Nullable;

/**
 * Which deliveries of a webhook to list, newest first.
 *
 * @param before only those with a smaller sequence number; {@code null} for all
 */
public record DeliveryFilter(
        String webhookId,
        @Nullable DeliveryState state,
        @Nullable Long before,
        int limit) {}
