/**
 * The message: addresses, sender, recipients, content, and its MIME form. Plain Java; uses no other package.
 *
 * <p>Each record checks its values when it is created, so that no text can add a line to a header. It throws an
 * {@link IllegalArgumentException} with the reason, never with the value. {@code parse} and {@code require} check the text of a caller.
 * {@code stored} reads a stored value, which an earlier version may have accepted under weaker rules. {@link io.mailsender.message.Mime}
 * always writes the same bytes for the same message.
 *
 * <p>Decisions: docs/rationale/message.md.
 */
@NullMarked
package io.mailsender.message;

import org.jspecify.annotations.NullMarked;
