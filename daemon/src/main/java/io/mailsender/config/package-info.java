/**
 * The configuration file: finds it, checks all of it before anything starts, and sets up the log.
 *
 * <p>{@link io.mailsender.config.Configuration} reads the YAML, resolves placeholders, compares the keys with the settings that the beans
 * ask for ({@code Schema}), and creates every settings record once. The first error ends the start with one line: file, key, what is
 * wrong, what to write. The result is a map of properties for the application context. A feature declares its settings in a record of its
 * own package; nothing is registered here.
 *
 * <p>Decisions: docs/rationale/config.md.
 */
@NullMarked
package io.mailsender.config;

import org.jspecify.annotations.NullMarked;
