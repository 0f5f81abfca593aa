/** Decisions: docs/rationale/validation.md. */
@NullMarked
package io.mailsender.validation;

import org.jspecify.annotations.NullMarked;
