package io.mailsender.event;

import io.mailsender.provider.event.ProviderEvent;
import java.time.Instant;

/**
 * An event of a message.
 *
 * @param attempt the number of the attempt that it is about
 */
public record StoredEvent(String provider, ProviderEvent event, Instant received, int attempt) {}
