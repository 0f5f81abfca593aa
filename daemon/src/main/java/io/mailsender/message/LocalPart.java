package io.mailsender.message;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The local part of an address: a dot-atom (RFC 5322, section 3.2.3), in which letters need not be ASCII (RFC 6531). */
final class LocalPart {

    private static final int MAX_OCTETS = 64;

    private LocalPart() {}

    /** @return how many octets it has */
    static int require(String localPart) {
        requireDotAtom(localPart);
        if (isEncodedWord(localPart)) {
            throw new IllegalArgumentException("the local part looks like an encoded word");
        }
        int octets = HeaderText.isAscii(localPart) ? localPart.length() : requireLetters(localPart);
        if (octets > MAX_OCTETS) {
            throw new IllegalArgumentException("the local part has more than " + MAX_OCTETS + " octets");
        }
        return octets;
    }

    static boolean isAtext(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }

    private static void requireDotAtom(String localPart) {
        if (localPart.startsWith("\"")) {
            throw new IllegalArgumentException("a local part in quotes is not supported");
        }
        char before = '.';
        for (int i = 0; i < localPart.length(); i++) {
            char c = localPart.charAt(i);
            if (c == '.' ? before == '.' : c < 128 && !isAtext(c)) {
                throw new IllegalArgumentException("the local part has a character or a dot where it may not");
            }
            before = c;
        }
        if (before == '.') {
            throw new IllegalArgumentException("the local part is empty or ends in a dot");
        }
    }

    /** Relays decode such a word, and then the mail goes to an address that nobody has checked. */
    private static boolean isEncodedWord(String localPart) {
        int open = localPart.indexOf("=?");
        return open >= 0 && localPart.indexOf("?=", open + 2) >= 0;
    }

    /** RFC 6531 takes all of Unicode, but what is no part of a word only serves to deceive. */
    private static int requireLetters(String localPart) {
        if (!localPart.codePoints().allMatch(c -> c < 128 || Domain.isPartOfAWord(c))) {
            throw new IllegalArgumentException("the local part has a character that is no letter, mark or digit");
        }
        // Software that cuts characters to octets makes CRLF of such pairs (CVE-2025-7962). One alone is in many
        // names (č ends in 0D), and an adapter that cannot carry UTF-8 refuses the address anyway.
        if (hasOctet(localPart, '\r') && hasOctet(localPart, '\n')) {
            throw new IllegalArgumentException("the local part has characters that may be taken for a line break");
        }
        return localPart.getBytes(UTF_8).length;
    }

    private static boolean hasOctet(String text, char octet) {
        return text.chars().anyMatch(c -> (c & 0xFF) == octet);
    }
}
