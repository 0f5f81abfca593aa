package io.mailsender.message;

/**
 * The gateway's own id of a message. It cannot be guessed (128 random bits), consists of lower-case letters and digits, and so may
 * stand in a URL, in a provider's tag and, with a domain, in the Message-ID field, where it stays the same however often
 * the message has to be sent.
 */
public record MessageId(String value) {

    /** The Message-ID field's value (RFC 5322, section 3.6.4). */
    public String headerValue(String domain) {
        return "<" + value + "@" + domain + ">";
    }

    @Override
    public String toString() {
        return value;
    }
}
