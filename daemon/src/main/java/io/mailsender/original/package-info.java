/**
 * Mails that come as a whole, over SMTP or as {@code message/rfc822}: what the gateway adds to them and removes from them, and the fields
 * of a message that are in them.
 *
 * <p>{@link io.mailsender.original.OriginalMail} is the way in. {@link io.mailsender.original.MailHeader} finds the fields in the bytes,
 * which otherwise stay as they are. {@link io.mailsender.original.ContentReader} reads the body with mime4j's token stream, within limits,
 * since anyone may write such a mail. {@link io.mailsender.original.SevenBitMail} encodes a mail anew for a server that takes only ASCII.
 *
 * <p>Decisions: docs/rationale/original.md.
 */
@NullMarked
package io.mailsender.original;

import org.jspecify.annotations.NullMarked;
