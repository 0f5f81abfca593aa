package io.mailsender.message;

import java.util.List;

/**
 * The recipients of one attempt (RFC 5321, section 2.3.1): at first all recipients of the message, later only those that do not have it
 * yet. The return path is not included, since each provider has its own.
 */
public record Envelope(List<EmailAddress> recipients) {
    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope must have a recipient");
        }
    }

    /** Whether it has all recipients of the message, so that a provider can take them from the header fields. */
    public boolean isWhole(Message message) {
        return recipients.equals(message.destination().addresses());
    }
}
