/** What tests share: servers that fail on demand, the daemon in the process or in its own, clients for raw bytes, clocks and certificates. */
@NullMarked
package io.mailsender.testing;

import org.jspecify.annotations.NullMarked;
