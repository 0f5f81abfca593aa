/** The command line. It knows the daemon by its client only. */
@NullMarked
package io.mailsender.cli;

import org.jspecify.annotations.NullMarked;
