/**
 * Keeps messages and API keys in an SQL database: a SQLite file for one node, or PostgreSQL for several. It implements the ports of the
 * packages that need a store, {@code queue.MessageStore}, {@code access.KeyStore}, {@code
 * webhook.WebhookStore} and {@code figure.FigureStore}, and only {@link
 * io.mailsender.store.StoreFactory} is public. No other package knows SQL.
 *
 * <p>All writes go through {@code GroupCommit}, which commits waiting writes together. A write is a {@code GuardedWrite}: its
 * first statement checks a condition, such as a lease that is still held, and the others are executed only if it changed a row. The
 * statements are in one class per table ({@code RecipientTable}, {@code AttemptTable}, {@code IdempotencyTable}, and
 * {@code MessageWrites}, {@code MessageReads} and {@code ClaimQuery} for {@code message}). {@code delivery.MessageLifecycle} decides the
 * status of a message, and {@code MessageReviser} writes such a decision if the message has not changed since.
 *
 * <p>Flyway migrates the schema at the start. {@code MessageCodec} writes the content of a message as CBOR.
 *
 * <p>Decisions: docs/rationale/store.md.
 */
@NullMarked
package io.mailsender.store;

import org.jspecify.annotations.NullMarked;
