package io.mailsender.delivery;

import io.mailsender.message.Envelope;
import io.mailsender.provider.Provider;
import java.util.concurrent.CompletableFuture;

/**
 * An attempt, with the provider and the envelope to repeat it.
 *
 * @param recorded completes when the end of the attempt is recorded, or can only be recorded as a correction
 */
record EndedAttempt(Provider provider, Attempt attempt, Envelope envelope, CompletableFuture<Void> recorded) {}
