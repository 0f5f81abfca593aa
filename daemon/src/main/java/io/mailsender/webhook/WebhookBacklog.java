package io.mailsender.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries that wait, without those of disabled webhooks.
 *
 * @param oldest when the event of the oldest one was handed over; {@code null} if none waits
 */
public record WebhookBacklog(long waiting, @Nullable Instant oldest) {}
