/**
 * The durable queue: keeps accepted messages in a store and delivers them.
 *
 * <p>{@link io.mailsender.queue.MessageStore} is the port to the database, and {@link io.mailsender.queue.Submission},
 * {@link io.mailsender.queue.ClaimedMessage} and {@link io.mailsender.queue.StoredMessage} are its records.
 * {@link io.mailsender.queue.Dispatcher} sends new messages, polls the store, claims messages that are due or orphaned, gives each to
 * {@link io.mailsender.delivery.Failover}, and renews the leases. A node that stops does not renew them, so that another node takes its
 * messages over. The fence of a {@link io.mailsender.queue.Lease} keeps the stopped node from writing afterwards.
 *
 * <p>{@code AcceptingJournal} stores a new message together with its first attempt. {@code StoreJournal} records the further steps of a
 * round. {@code HeldMessages} are those that this node is delivering.
 *
 * <p>{@code Capacity} limits how many messages are sent at a time, by priority, and {@code ContentMemory} how much memory their contents
 * use. {@link io.mailsender.queue.Retention} deletes old content and records.
 *
 * <p>Decisions: docs/rationale/queue.md.
 */
@NullMarked
package io.mailsender.queue;

import org.jspecify.annotations.NullMarked;
