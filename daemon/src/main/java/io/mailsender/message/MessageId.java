package io.mailsender.message;

import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's id of a message, and its Message-ID (RFC 5322, section 3.6.4). The Message-ID is the same for every attempt and
 * provider, so that recipients' systems recognise a duplicate.
 *
 * @param value cannot be guessed (80 random bits after the time); lower-case letters and digits, so that it fits into a URL and a
 *     provider's tag
 * @param domain the part of the Message-ID after the {@code @}
 * @param original the Message-ID with angle brackets, if the message came with one of its own; {@code null} if it has ours
 */
public record MessageId(
        String value, String domain, @Nullable String original) {

    private static final int OCTETS = 16;
    private static final int TIME_OCTETS = 6;

    /** @throws IllegalArgumentException if the value is not 32 lower-case hexadecimal digits */
    public MessageId {
        requireValue(value);
    }

    /** With the gateway's own Message-ID. */
    public MessageId(String value, String domain) {
        this(value, domain, null);
    }

    /** The id of a message that came with a Message-ID of its own. */
    public MessageId withOriginal(String messageId) {
        return new MessageId(value, domain, messageId);
    }

    /** @throws IllegalArgumentException if it cannot be the id of a message */
    public static String requireValue(String value) {
        if (!isValue(value)) {
            throw new IllegalArgumentException(
                    "a message id must have " + 2 * OCTETS + " lower-case hexadecimal digits");
        }
        return value;
    }

    /** Whether a message can have this id. */
    public static boolean isValue(String value) {
        return value.length() == 2 * OCTETS && value.chars().allMatch(MessageId::isDigit);
    }

    /**
     * @param now the first part of the id, in milliseconds as in a UUID of version 7 (RFC 9562), so that new rows of the store are adjacent
     * @param random must be unpredictable: in production a {@link java.security.SecureRandom}
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

    /** The value of the Message-ID field. */
    public String headerValue() {
        return original == null ? "<" + value + "@" + domain + ">" : original;
    }

    /** Whether it is the id of the same message. */
    @Override
    public boolean equals(Object other) {
        return other instanceof MessageId id && value.equals(id.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
