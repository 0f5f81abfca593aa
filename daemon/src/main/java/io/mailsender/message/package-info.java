/**
 * The message: addresses, sender, recipients, content, and its MIME form. Plain Java; uses no other package.
 *
 * <p>Each record checks its values when it is created and throws an {@link IllegalArgumentException} with the reason, never with the value,
 * so a {@link io.mailsender.message.Message} can always be written. {@code parse} reads the text of a caller. {@code stored} reads what an
 * earlier version accepted. {@link io.mailsender.message.Mime} writes the same bytes for the same message each time.
 */
@NullMarked
package io.mailsender.message;

import org.jspecify.annotations.NullMarked;
