package io.mailsender.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The recipients of one attempt (RFC 5321, section 2.3.1): at first all recipients of the message, later only those that do not have it
 * yet. The return path is not included, since each provider has its own.
 *
 * @param released the number of the last attempt before a person resent the message, 0 if nobody has: a provider that recognises a
 *     repeated attempt must send a resent message again
 */
public record Envelope(List<EmailAddress> recipients, int released) {
    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope must have a recipient");
        }
    }

    public Envelope(List<EmailAddress> recipients) {
        this(recipients, 0);
    }

    /** Whether it has all recipients of the message, so that a provider can take them from the header fields. */
    public boolean isWhole(Message message) {
        return recipients.equals(message.destination().addresses());
    }

    /**
     * The key by which a provider recognises a repeated attempt: the same for the same message, and recipients until a person resends it, on
     * every node. At most 80 letters, digits and {@code -}.
     */
    public String idempotencyKey(Message message) {
        String key = message.id().value() + (released == 0 ? "" : "-" + released);
        return isWhole(message) ? key : key + "-" + UUID.nameUUIDFromBytes(joined().getBytes(StandardCharsets.UTF_8));
    }

    private String joined() {
        return recipients.stream().map(EmailAddress::toString).sorted().collect(Collectors.joining(" "));
    }
}
