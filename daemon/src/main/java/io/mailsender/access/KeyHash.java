package io.mailsender.access;

import io.mailsender.http.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The SHA-256 of an API key. A plain hash is enough because a key is random and long, unlike a password. Comparisons take constant
 * time.
 */
record KeyHash(byte[] bytes) {

    private static final int LENGTH = 32;

    KeyHash {
        bytes = bytes.clone();
    }

    static KeyHash of(String key) {
        return new KeyHash(Sha256.of(key));
    }

    /**
     * @param hex 64 lower-case hex digits
     * @throws IllegalArgumentException for anything else; the message does not contain it, since it may be a key
     */
    static KeyHash parse(String hex) {
        if (hex.length() != 2 * LENGTH || !hex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
            throw new IllegalArgumentException("must be the SHA-256 of the key, as 64 lower-case hex digits");
        }
        return new KeyHash(HexFormat.of().parseHex(hex));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyHash hash && MessageDigest.isEqual(bytes, hash.bytes);
    }

    /** Four bytes of the hash; they reveal nothing about the key. */
    @Override
    public int hashCode() {
        return bytes[0] << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF;
    }

    @Override
    public String toString() {
        return "KeyHash";
    }
}
