package io.mailsender.smtp;

import io.mailsender.message.EmailAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the SMTP server does with mail. All stages complete with a reply; exceptionally for a fault of the daemon, which the client is told
 * as 451 4.3.0. They may complete in any thread. The methods are called in a thread that must not block.
 */
public interface SmtpIntake {

    /**
     * {@code MAIL}: whether the caller may send from this address.
     *
     * @param from {@code null} for the empty reverse-path
     * @param declaredSize of the message, in octets (RFC 1870); 0 if the client did not say. It is within the limit.
     * @return empty if it may
     */
    CompletionStage<Optional<SmtpReply>> sender(SmtpSession session, @Nullable EmailAddress from, long declaredSize);

    /** {@code RCPT}: whether this address may be mailed. @return empty if it may */
    CompletionStage<Optional<SmtpReply>> recipient(SmtpSession session, EmailAddress to);

    /**
     * The final dot was received. The client may be gone when the stage completes: the mail is then accepted nevertheless.
     *
     * @return 250 once the mail is durable
     */
    CompletionStage<SmtpReply> submit(SmtpTransaction mail);
}
