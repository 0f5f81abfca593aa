/** Decisions: docs/rationale/delivery.md. */
@NullMarked
package io.mailsender.delivery;

import org.jspecify.annotations.NullMarked;
