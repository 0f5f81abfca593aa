package io.mailsender.webhook;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * The secret with which the payloads for one webhook are signed. Standard Webhooks 1.0.0: 24 to 64 random bytes, written
 * {@code whsec_} and base64.
 */
public final class WebhookSecret {

    private static final String PREFIX = "whsec_";
    private static final int SIZE = 32;
    private static final int MIN_SIZE = 24;
    private static final int MAX_SIZE = 64;

    private final byte[] bytes;

    private WebhookSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** As it is stored. */
    public static WebhookSecret of(byte[] bytes) {
        return new WebhookSecret(bytes.clone());
    }

    static WebhookSecret random(SecureRandom random) {
        byte[] bytes = new byte[SIZE];
        random.nextBytes(bytes);
        return new WebhookSecret(bytes);
    }

    /**
     * Reads a caller's own secret.
     *
     * @throws IllegalArgumentException if it is not one; the message does not show it
     */
    static WebhookSecret parse(String text) {
        byte[] bytes;
        try {
            bytes = text.startsWith(PREFIX) ? Base64.getDecoder().decode(text.substring(PREFIX.length())) : new byte[0];
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length < MIN_SIZE || bytes.length > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "must be whsec_ followed by " + MIN_SIZE + " to " + MAX_SIZE + " random bytes in base64");
        }
        return new WebhookSecret(bytes);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** As receivers configure it. */
    String text() {
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookSecret secret && Arrays.equals(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "WebhookSecret[]";
    }
}
