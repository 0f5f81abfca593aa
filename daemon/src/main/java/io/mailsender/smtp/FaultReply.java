package io.mailsender.smtp;

import io.mailsender.smtp.BodyReader.Fault;

/** The reply to a message that was read to its end but not accepted. */
final class FaultReply {

    private FaultReply() {}

    static SmtpReply of(Fault fault, SmtpLimits limits) {
        return switch (fault) {
            case TOO_LARGE ->
                SmtpReply.of(
                        552,
                        "5.3.4",
                        "The message is larger than its SIZE or than the limit of " + limits.maxSize() + " octets");
            case NUL -> SmtpReply.of(550, "5.6.0", "The message has a NUL character");
            // Not 4yz: the client would send the same bytes for days.
            case BARE_LINE_END ->
                SmtpReply.of(550, "5.6.11", "The message has a CR or LF alone; every line must end with CR LF");
            case NO_MEMORY -> SmtpReply.of(452, "4.3.1", "The memory for messages is in use; try again later");
        };
    }
}
