package io.mailsender.message;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The gateway's own id of a message. It cannot be guessed (128 random bits), consists of lower-case letters and digits, and so may
 * stand in a URL, in a provider's tag and, with a domain, in the Message-ID field, where it stays the same however often
 * the message has to be sent.
 */
public record MessageId(String value) {

    private static final int OCTETS = 16;

    /** @throws IllegalArgumentException where it is not 32 lower-case hexadecimal digits */
    public MessageId {
        if (value.length() != 2 * OCTETS || !value.chars().allMatch(MessageId::isDigit)) {
            throw new IllegalArgumentException("a message id has " + 2 * OCTETS + " lower-case hexadecimal digits");
        }
    }

    /** @param random has to be one that cannot be guessed, in production a {@link java.security.SecureRandom} */
    public static MessageId random(RandomGenerator random) {
        byte[] octets = new byte[OCTETS];
        random.nextBytes(octets);
        return new MessageId(HexFormat.of().formatHex(octets));
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
    }

    /** The Message-ID field's value (RFC 5322, section 3.6.4). */
    public String headerValue(String domain) {
        return "<" + value + "@" + domain + ">";
    }

    @Override
    public String toString() {
        return value;
    }
}
