package io.mailsender.original;

import io.mailsender.message.EmailAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a mail came.
 *
 * @param sender the return path that its client gave; {@code null} if it gave none, or the empty one
 * @param isReport whether the client gave the empty return path
 * @param recipients of the envelope; at least one
 * @param trace the first part of the Received field (RFC 5321, section 4.4): {@code from … by …}, in ASCII
 * @param protocol such as {@code ESMTPSA} (RFC 3848)
 * @param time when it came
 */
public record Arrival(
        @Nullable EmailAddress sender,
        boolean isReport,
        List<EmailAddress> recipients,
        String trace,
        String protocol,
        Instant time) {
    public Arrival {
        recipients = recipients.stream().distinct().toList();
    }
}
