/** Starts the daemon and connects its packages. Decisions: RATIONALE.md. */
@NullMarked
package io.mailsender;

import org.jspecify.annotations.NullMarked;
