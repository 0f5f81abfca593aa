package io.mailsender.message;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The local part of an address: a dot-atom (RFC 5322, section 3.2.3) that may have non-ASCII letters (RFC 6531). */
final class LocalPart {

    private static final int MAX_OCTETS = 64;
    private static final String SYMBOLS = "!#$%&'*+-/=?^_`{|}~";

    private LocalPart() {}

    /**
     * @return its length in octets
     * @throws IllegalArgumentException with the reason, never with the local part itself
     */
    static int require(String localPart) {
        requireDotAtom(localPart);
        if (isEncodedWord(localPart)) {
            throw new IllegalArgumentException("the local part must not have an encoded word (=?...?=)");
        }
        int octets = HeaderText.isAscii(localPart) ? localPart.length() : requireLetters(localPart);
        if (octets > MAX_OCTETS) {
            throw new IllegalArgumentException("the local part is longer than " + MAX_OCTETS + " octets");
        }
        return octets;
    }

    static boolean isAtext(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || SYMBOLS.indexOf(c) >= 0;
    }

    private static void requireDotAtom(String localPart) {
        if (localPart.startsWith("\"")) {
            throw new IllegalArgumentException("a local part in quotes is not supported; use one without quotes");
        }
        char before = '.';
        for (int i = 0; i < localPart.length(); i++) {
            char c = localPart.charAt(i);
            if (c == '.' ? before == '.' : c < 128 && !isAtext(c)) {
                throw new IllegalArgumentException(
                        "the local part has a character that is not allowed, or a misplaced dot; allowed are letters, digits,"
                                + " " + SYMBOLS + " and single dots between them");
            }
            before = c;
        }
        if (before == '.') {
            throw new IllegalArgumentException("the local part is empty or ends with a dot");
        }
    }

    /** A relay may decode such a word and send the mail to an address that was never checked. */
    private static boolean isEncodedWord(String localPart) {
        int open = localPart.indexOf("=?");
        return open >= 0 && localPart.indexOf("?=", open + 2) >= 0;
    }

    /** RFC 6531 allows all of Unicode, but characters outside words serve only to deceive. */
    private static int requireLetters(String localPart) {
        if (!localPart.codePoints().allMatch(c -> c < 128 || Domain.isPartOfAWord(c))) {
            throw new IllegalArgumentException(
                    "the local part has a non-ASCII character that is not a letter, mark or digit; remove it");
        }
        // Software that truncates characters to octets turns such pairs into CRLF (CVE-2025-7962). One of the two is
        // common in names (č ends in 0D), and an adapter that cannot carry UTF-8 refuses the address anyway.
        if (hasOctet(localPart, '\r') && hasOctet(localPart, '\n')) {
            throw new IllegalArgumentException(
                    "the local part has characters that some software reads as a line break");
        }
        return localPart.getBytes(UTF_8).length;
    }

    private static boolean hasOctet(String text, char octet) {
        return text.chars().anyMatch(c -> (c & 0xFF) == octet);
    }
}
