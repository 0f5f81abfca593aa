package io.mailsender.queue;

import io.mailsender.message.MessageId;

/**
 * The right to deliver a message, for as long as it is renewed.
 *
 * @param fence how often the right was given; whoever holds an older one can no longer write
 */
public record Lease(MessageId id, long fence) {}
