/** The state of messages and providers: reads it, and cancels, reschedules, resends and settles messages. */
@NullMarked
package io.mailsender.status;

import org.jspecify.annotations.NullMarked;
