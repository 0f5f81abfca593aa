/** What tests share: servers that fail on demand, the daemon in this or a separate process, clients for raw bytes, clocks and certificates. */
@NullMarked
package io.mailsender.testing;

import org.jspecify.annotations.NullMarked;
