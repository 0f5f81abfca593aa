/**
 * Tells callers' systems what became of messages: webhooks as described by Standard Webhooks 1.0.0. {@code WebhookController} manages them.
 *
 * <p>The store writes an event in the transaction of the change that it is about. {@code WebhookDispatcher} polls: it hands the events to
 * the webhooks that want them ({@code WebhookPayload} fixes the bytes), claims due deliveries, and makes one signed POST for each
 * ({@code WebhookClient}, {@code WebhookSignature}). {@code RetrySchedule} decides what follows. Every event is delivered at least once.
 *
 * <p>A caller chooses the URL, so it must not reach what the caller could not reach itself: {@code ReceiverPolicy} checks every address of the
 * host, and {@code WebhookClient} connects to a checked address and to nothing else.
 *
 * <p>Decisions: docs/rationale/webhook.md.
 */
@NullMarked
package io.mailsender.webhook;

import org.jspecify.annotations.NullMarked;
