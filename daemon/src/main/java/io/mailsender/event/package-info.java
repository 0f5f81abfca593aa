/**
 * What providers report about messages that they took, and what follows from it. {@link io.mailsender.event.EventController} takes
 * {@code POST /events/PROVIDER}: the provider's {@link io.mailsender.provider.event.EventSource} checks and reads the report, and
 * {@link io.mailsender.event.EventIntake} answers 2xx once its events are in the {@link io.mailsender.event.EventStore}, or 503 so that
 * the vendor posts them again.
 *
 * <p>{@link io.mailsender.event.EventApplier} matches the kept events with messages in the background, some at a time, so that a flood
 * of reports does not delay mail: first by our own id, then by the provider's. A matched event changes the state of its recipient
 * ({@link io.mailsender.delivery.RecipientReport}), settles an unknown attempt, and feeds the suppression list, in one transaction. An
 * event may be faster than the record of its attempt, so one without a message is kept for a day.
 *
 * <p>{@link io.mailsender.event.HeldMessageCheck} looks after messages that are held as unknown: it asks the providers that can be
 * asked, and may send a marked copy if a provider reports everything but this message.
 *
 * <p>This package uses {@code queue}, {@code delivery}, {@code provider}, {@code provider.event}, {@code access}, {@code http},
 * {@code message} and {@code common}.
 *
 * <p>Decisions: docs/rationale/event.md.
 */
@NullMarked
package io.mailsender.event;

import org.jspecify.annotations.NullMarked;
