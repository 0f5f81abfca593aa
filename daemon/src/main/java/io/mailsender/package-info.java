/**
 * Starts the daemon. {@link io.mailsender.Application} loads the configuration, creates the providers, opens the store and then the port;
 * each failure is one line and an exit status of its own. {@link io.mailsender.HealthCheck} is a program of its own, for containers.
 *
 * <p>Decisions: RATIONALE.md.
 */
@NullMarked
package io.mailsender;

import org.jspecify.annotations.NullMarked;
