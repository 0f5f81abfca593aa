package io.mailsender.message;

import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The gateway's own id of a message, and its Message-ID (RFC 5322, section 3.6.4), which is the same however often and through
 * whichever provider the message is sent: recipients' systems recognise a duplicate by it.
 *
 * @param value cannot be guessed (80 random bits behind the time); consists of lower-case letters and digits, and so may stand in a URL and in a
 *     provider's tag
 * @param domain what stands behind the {@code @} of the Message-ID
 */
public record MessageId(String value, String domain) {

    private static final int OCTETS = 16;
    private static final int TIME_OCTETS = 6;

    /** @throws IllegalArgumentException where it is not 32 lower-case hexadecimal digits */
    public MessageId {
        requireValue(value);
    }

    /** @throws IllegalArgumentException where it cannot be the id of a message */
    public static String requireValue(String value) {
        if (!isValue(value)) {
            throw new IllegalArgumentException("a message id has " + 2 * OCTETS + " lower-case hexadecimal digits");
        }
        return value;
    }

    /** Whether a message can have this id. */
    public static boolean isValue(String value) {
        return value.length() == 2 * OCTETS && value.chars().allMatch(MessageId::isDigit);
    }

    /**
     * @param now stands in front, in milliseconds, so that what is stored together lies together; as in a UUID of version 7 (RFC 9562)
     * @param random has to be one that cannot be guessed, in production a {@link java.security.SecureRandom}
     */
    public static MessageId random(Instant now, RandomGenerator random, String domain) {
        byte[] octets = new byte[OCTETS];
        random.nextBytes(octets);
        long millis = now.toEpochMilli();
        for (int i = TIME_OCTETS - 1; i >= 0; i--) {
            octets[i] = (byte) millis;
            millis >>>= 8;
        }
        return new MessageId(HexFormat.of().formatHex(octets), domain);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
    }

    /** The Message-ID field's value. */
    public String headerValue() {
        return "<" + value + "@" + domain + ">";
    }

    @Override
    public String toString() {
        return value;
    }
}
