/** Decisions: docs/rationale/http.md. */
@NullMarked
package io.mailsender.http;

import org.jspecify.annotations.NullMarked;
