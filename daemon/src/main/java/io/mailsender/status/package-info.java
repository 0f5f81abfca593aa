/**
 * The state of messages and providers: reads it, and cancels, reschedules, resends and settles messages.
 *
 * <p>Decisions: docs/rationale/status.md.
 */
@NullMarked
package io.mailsender.status;

import org.jspecify.annotations.NullMarked;
