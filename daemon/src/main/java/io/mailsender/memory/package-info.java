/**
 * The memory, in bytes, that large mails may use together: while a request is read, while a mail is sent, and while one is loaded from
 * the queue.
 *
 * <p>There is one {@link io.mailsender.memory.Budget} for all of them (setting {@code server.body-memory}). Each user claims the size of
 * its mail before it reads it, waits in order until the claim is granted, and gives the amount back afterwards. Small mails do not claim.
 * The same class limits the number of concurrent requests.
 *
 * <p>Decisions: docs/rationale/memory.md.
 */
@NullMarked
package io.mailsender.memory;

import org.jspecify.annotations.NullMarked;
