package io.mailsender.queue;

import java.util.Arrays;

/**
 * What makes a request one that may be repeated (Idempotency-Key, draft-ietf-httpapi-idempotency-key-header).
 *
 * @param owner the name of the API key it came with: keys of one caller mean nothing to another
 * @param item which message of a batch it is; 0 for a single one
 * @param fingerprint the SHA-256 of what was asked for
 */
public record IdempotencyKey(String owner, String key, int item, byte[] fingerprint) {

    /** RFC drafts name no limit; this is the API's. */
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
