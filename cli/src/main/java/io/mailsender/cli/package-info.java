/**
 * The command {@code mail-sender}. {@code Main} reads the arguments with picocli and runs one class per command, such as
 * {@code SendCommand}; the {@code …Options} classes hold the options that commands share. The package depends on the Java client and never on
 * the daemon's code.
 *
 * <p>A command that fails throws {@code CommandFailedException} with one line for the standard error and an exit status from
 * {@code ExitStatus}; {@code ApiErrorTranslator} makes one from a failed call. Answers go to the standard output, warnings to the standard
 * error.
 */
@NullMarked
package io.mailsender.cli;

import org.jspecify.annotations.NullMarked;
