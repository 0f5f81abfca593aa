package io.mailsender.message;

import java.util.List;

/**
 * Who gets this copy of a message (RFC 5321, section 2.3.1): all of its recipients at first, later only those another provider
 * refused. The return path is not here: each provider brings its own.
 */
public record Envelope(List<EmailAddress> recipients) {
    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope needs a recipient");
        }
    }

    /** Whether this reaches everybody the message is for, so that its header fields can serve as its envelope. */
    public boolean isWhole(Message message) {
        return recipients.equals(message.destination().addresses());
    }
}
