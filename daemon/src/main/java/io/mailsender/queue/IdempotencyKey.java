package io.mailsender.queue;

import java.util.Arrays;

/**
 * Makes a request safe to repeat (Idempotency-Key, draft-ietf-httpapi-idempotency-key-header).
 *
 * @param owner the name of the caller's API key; each caller has its own idempotency keys
 * @param item the message's position in a batch; 0 for a single message
 * @param fingerprint the SHA-256 of the request
 */
public record IdempotencyKey(String owner, String key, int item, byte[] fingerprint) {

    /** In characters. The draft sets no limit. */
    public static final int MAX_LENGTH = 256;

    @Override
    public boolean equals(Object other) {
        return other instanceof IdempotencyKey k
                && owner.equals(k.owner)
                && key.equals(k.key)
                && item == k.item
                && Arrays.equals(fingerprint, k.fingerprint);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
