package io.mailsender.queue;

import io.mailsender.message.MessageId;

/**
 * A node's time-limited, renewed right to deliver a message.
 *
 * @param fence counts the leases of the message; a node with an older one can no longer write
 */
public record Lease(MessageId id, long fence) {}
