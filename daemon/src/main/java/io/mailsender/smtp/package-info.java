/**
 * The SMTP submission server: mail from programs that speak SMTP instead of HTTP (RFC 6409).
 *
 * <p>{@link io.mailsender.smtp.SmtpServer} opens the ports. Per connection, {@link io.mailsender.smtp.SmtpHandler} connects Netty with a
 * state machine that knows neither sockets nor clocks: {@link io.mailsender.smtp.SmtpMachine} takes bytes, in pieces of any size, and
 * decides what they are: a command, an answer to a challenge, or a part of a message. {@link io.mailsender.smtp.SmtpDialogue} executes the
 * commands. {@link io.mailsender.smtp.BodyReader} reads a message up to its final dot. What becomes of the mail is the business of
 * {@link io.mailsender.smtp.SmtpIntake}.
 *
 * <pre>
 *   socket - TLS - SmtpHandler - SmtpMachine --- commands ---&gt; SmtpDialogue ---&gt; SmtpIntake, SmtpAccess
 *                                     |                             ^
 *                                     +---- message -- BodyReader --+
 * </pre>
 *
 * <p>Two rules keep a message from being read as commands (SMTP smuggling): only CR LF . CR LF ends a message, and a message that is
 * refused is read to its end, or the connection is closed.
 *
 * <p>Decisions: docs/rationale/smtp.md.
 */
@NullMarked
package io.mailsender.smtp;

import org.jspecify.annotations.NullMarked;
