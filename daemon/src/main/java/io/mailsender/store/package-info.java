/** TODO. Decisions: docs/rationale/store.md. */
@NullMarked
package io.mailsender.store;

import org.jspecify.annotations.NullMarked;
