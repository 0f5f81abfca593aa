/**
 * Makes the documents in the packages beside the programs. The build runs {@code DocumentWriter} before it packs: {@code ManPage} turns the
 * picocli model of the command line into mail-sender(1) with {@code RoffBuilder}; mail-sender-daemon(8) is written by hand and gets the
 * version and the date; the Debian changelog points to CHANGELOG.md.
 */
@NullMarked
package io.mailsender.packaging;

import org.jspecify.annotations.NullMarked;
