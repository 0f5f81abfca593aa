package io.mailsender.message;

import java.util.List;

/**
 * The recipients of one attempt (RFC 5321, section 2.3.1): at first all recipients of the message, later only those that do not have it
 * yet. The return path is not included, since each provider has its own.
 *
 * @param attempt the number of the attempt; that of the first one if it is repeated
 */
public record Envelope(List<EmailAddress> recipients, int attempt) {
    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope must have a recipient");
        }
    }

    public Envelope(List<EmailAddress> recipients) {
        this(recipients, 1);
    }

    /** Whether it has all recipients of the message, so that a provider can take them from the header fields. */
    public boolean isWhole(Message message) {
        return recipients.equals(message.destination().addresses());
    }

    /**
     * The key by which a provider recognises a repeated attempt, the same on every node. Another attempt has another key, since a
     * provider may answer a known key with the refusal that it gave before. At most 50 lower-case letters, digits and {@code -}.
     */
    public String idempotencyKey(Message message) {
        return message.id().value() + "-" + attempt;
    }
}
