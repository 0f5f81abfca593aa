package io.mailsender.access;

import java.security.SecureRandom;

/**
 * Generates keys such as {@code msk_k3v7qa2mz5xw_2hc4…}: a prefix that scanners for leaked secrets can find, a public id, and 160 random
 * bits.
 */
final class KeyGenerator {

    static final int ID_LENGTH = 12;

    private static final String PREFIX = "msk_";
    private static final int SECRET_LENGTH = 32;
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"; // RFC 4648, section 6: 5 bits a letter

    private final SecureRandom random = new SecureRandom();

    String id() {
        return letters(ID_LENGTH);
    }

    String key(String id) {
        return PREFIX + id + "_" + letters(SECRET_LENGTH);
    }

    private String letters(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        StringBuilder letters = new StringBuilder(count);
        for (byte b : bytes) {
            letters.append(ALPHABET.charAt(b & 31));
        }
        return letters.toString();
    }
}
