package io.mailsender.delivery;

import io.mailsender.provider.Outcome;
import java.time.Duration;
import java.time.Instant;

/**
 * One try at one provider: one POST, or one DATA.
 *
 * @param provider the provider's configured name
 * @param began just before the provider was asked
 */
public record Attempt(String provider, Instant began, Duration duration, Outcome outcome) {}
