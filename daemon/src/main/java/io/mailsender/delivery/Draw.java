package io.mailsender.delivery;

import io.mailsender.message.MessageId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A number from 0 (inclusive) to 1 (exclusive) for a message: the same on every node and in every round, and evenly spread. */
final class Draw {

    private static final int BITS = 48;

    private Draw() {}

    /** @param purpose makes draws for different purposes independent of each other */
    static double of(MessageId message, String purpose) {
        UUID hash = UUID.nameUUIDFromBytes((message.value() + ' ' + purpose).getBytes(StandardCharsets.UTF_8));
        // The lower 16 bits of this half contain the UUID's version.
        return (hash.getMostSignificantBits() >>> (64 - BITS)) / (double) (1L << BITS);
    }
}
