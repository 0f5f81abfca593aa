/**
 * What was accepted and what became of it, on disk; what has to be done next, and who does it.
 *
 * <p>Decisions: docs/rationale/queue.md.
 */
@NullMarked
package io.mailsender.queue;

import org.jspecify.annotations.NullMarked;
