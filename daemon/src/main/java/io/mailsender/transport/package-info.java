/** The daemon's own port, below the API: connections, deadlines, limits, TLS. */
@NullMarked
package io.mailsender.transport;

import org.jspecify.annotations.NullMarked;
