/**
 * Failover without a database: delivers one message through the first provider that takes it.
 *
 * <p>{@link io.mailsender.delivery.RouteTable} decides once which route a message takes. The route's {@code Chain} has the providers in
 * order, or with weights. {@link io.mailsender.delivery.Failover} knows all providers, with the health, the speed and the limit of each. It
 * starts a {@code Round}: one pass of a message through its chain. The round asks {@code ProviderChoice} for the next provider, makes an
 * {@link io.mailsender.delivery.Attempt}, and continues as its outcome requires. {@code AttemptLog} derives the state of each
 * recipient from the round's attempts. {@code UnknownSettler} settles unknown attempts: by a late answer, a look-up or a repeat.
 *
 * <p>The round writes each step to a {@link io.mailsender.delivery.Journal} before the next one: an attempt before it is made, its outcome
 * before anybody is told. It ends with a {@link io.mailsender.delivery.RoundResult}, whose
 * {@link io.mailsender.delivery.NextStep} is decided by {@link io.mailsender.delivery.RetryPolicy}: retry, or end with a final status.
 *
 * <p>{@link io.mailsender.delivery.MessageLifecycle} decides every other change of a message's status, and
 * {@link io.mailsender.delivery.Transition} lists the changes that are possible. The store only writes these decisions.
 *
 * <p>Decisions: docs/rationale/delivery.md.
 */
@NullMarked
package io.mailsender.delivery;

import org.jspecify.annotations.NullMarked;
