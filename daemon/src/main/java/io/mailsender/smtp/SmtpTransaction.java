package io.mailsender.smtp;

import io.mailsender.message.EmailAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mail as a client handed it over.
 *
 * @param from the reverse-path; {@code null} for the empty one
 * @param recipients those that were not refused, each once, in the order of the commands; at least one
 * @param body the message exactly as received, without the dots that were added for the transport; only CR LF ends a line, and there is
 *     no NUL; lines may be of any length
 * @param eightBit whether the client said {@code BODY=8BITMIME}; without it there may be octets above 127, too
 * @param utf8 whether the client said {@code SMTPUTF8} (RFC 6531)
 */
public record SmtpTransaction(
        SmtpSession session,
        @Nullable EmailAddress from,
        List<EmailAddress> recipients,
        byte[] body,
        boolean eightBit,
        boolean utf8) {

    public SmtpTransaction {
        recipients = List.copyOf(recipients);
    }

    /** The word after {@code with} in the Received field, such as {@code ESMTPSA} (RFC 3848; RFC 6531, section 4.3). */
    public String protocol() {
        if (!session.extended()) {
            return "SMTP";
        }
        return (utf8 ? "UTF8SMTP" : "ESMTP")
                + (session.tls() == null ? "" : "S")
                + (session.caller().name().isEmpty() ? "" : "A");
    }

    /** Without addresses and content. */
    @Override
    public String toString() {
        return "SmtpTransaction[" + recipients.size() + " recipients, " + body.length + " octets]";
    }
}
