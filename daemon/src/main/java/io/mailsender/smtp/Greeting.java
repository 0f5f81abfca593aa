package io.mailsender.smtp;

import java.util.ArrayList;
import java.util.List;

/**
 * What the server says of itself.
 *
 * @param startTls whether the port offers STARTTLS
 */
record Greeting(SmtpLimits limits, boolean startTls) {

    /** The reply to HELO or EHLO, with the extensions that the client can use now. */
    SmtpReply reply(boolean extended, boolean encrypted, boolean auth) {
        List<String> lines = new ArrayList<>();
        lines.add(limits.serverName());
        if (extended) {
            lines.add("PIPELINING");
            lines.add("SIZE " + limits.maxSize());
            lines.add("8BITMIME");
            lines.add("SMTPUTF8");
            lines.add("ENHANCEDSTATUSCODES");
            if (startTls && !encrypted) {
                lines.add("STARTTLS");
            }
            if (auth) {
                lines.add("AUTH PLAIN LOGIN");
            }
        }
        return new SmtpReply(250, "", lines);
    }
}
