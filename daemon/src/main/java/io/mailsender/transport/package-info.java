/**
 * The daemon's own port, below the API: connections, deadlines, limits, TLS.
 *
 * <p>Decisions: docs/rationale/transport.md.
 */
@NullMarked
package io.mailsender.transport;

import org.jspecify.annotations.NullMarked;
