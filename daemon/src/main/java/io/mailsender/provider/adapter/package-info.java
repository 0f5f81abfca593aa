/** Decisions: docs/rationale/provider.md. */
@NullMarked
package io.mailsender.provider.adapter;

import org.jspecify.annotations.NullMarked;
