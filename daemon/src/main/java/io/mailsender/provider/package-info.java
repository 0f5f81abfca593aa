/** Decisions: docs/rationale/provider.md. */
@NullMarked
package io.mailsender.provider;

import org.jspecify.annotations.NullMarked;
