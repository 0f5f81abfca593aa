/** Decisions: docs/rationale/config.md. */
@NullMarked
package io.mailsender.config;

import org.jspecify.annotations.NullMarked;
