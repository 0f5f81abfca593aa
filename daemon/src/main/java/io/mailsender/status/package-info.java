/** Decisions: docs/rationale/status.md. */
@NullMarked
package io.mailsender.status;

import org.jspecify.annotations.NullMarked;
