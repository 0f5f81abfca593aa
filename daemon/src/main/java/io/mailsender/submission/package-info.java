/** Decisions: docs/rationale/submission.md. */
@NullMarked
package io.mailsender.submission;

import org.jspecify.annotations.NullMarked;
