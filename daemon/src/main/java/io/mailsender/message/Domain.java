package io.mailsender.message;

import java.net.IDN;
import java.util.Locale;

/** The domain of an address: a host name in the DNS (RFC 1123, section 2.1), at least two labels, written in A-labels. */
final class Domain {

    private static final int MAX_OCTETS = 253;
    private static final int MAX_LABEL_OCTETS = 63;
    private static final String NOT_WELL_FORMED = "the domain is not well-formed";

    private Domain() {}

    /** In lower case and A-labels; whether it is a host name remains to be seen. */
    static String toAscii(String domain) {
        return HeaderText.isAscii(domain) ? domain.toLowerCase(Locale.ROOT) : toALabels(domain);
    }

    private static String toALabels(String domain) {
        domain.codePoints().filter(c -> c > 127).forEach(c -> {
            // IDNA 2008, which registries follow, keeps these four; java.net.IDN, which is IDNA 2003, would
            // make another domain of them (faß.de is not fass.de).
            if (c == 'ß' || c == 'ς' || c == 0x200C || c == 0x200D) {
                throw new IllegalArgumentException("the domain has a character (ß, ς or a joiner) that two versions of"
                        + " IDNA read in two ways; write it as an A-label (xn--...)");
            }
            if (!isPartOfAWord(c) && !isDot(c)) {
                throw new IllegalArgumentException("the domain has a character that is no letter, mark or digit");
            }
        });
        try {
            return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            // Its message repeats the domain, and it goes to the caller and into logs.
            throw new IllegalArgumentException(NOT_WELL_FORMED);
        }
    }

    private static boolean isDot(int c) {
        return c == 0x3002 || c == 0xFF0E || c == 0xFF61; // RFC 3490, section 3.1
    }

    static boolean isPartOfAWord(int codePoint) {
        if (HeaderText.isInvisible(codePoint) || isVariationSelector(codePoint)) {
            return false;
        }
        return Character.isLetterOrDigit(codePoint)
                || switch (Character.getType(codePoint)) {
                    case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
                    default -> false;
                };
    }

    /** Nobody sees those either; but in a name they belong to an emoji. */
    private static boolean isVariationSelector(int c) {
        return c >= 0xFE00 && c <= 0xFE0F || c >= 0xE0100 && c <= 0xE01EF || c >= 0x180B && c <= 0x180F;
    }

    static void requireHostName(String domain) {
        if (domain.startsWith("[")) {
            throw new IllegalArgumentException("an address literal is not supported");
        }
        if (domain.length() > MAX_OCTETS) {
            throw new IllegalArgumentException("the domain has more than " + MAX_OCTETS + " octets");
        }
        int start = 0;
        int dot;
        while ((dot = domain.indexOf('.', start)) >= 0) {
            requireLabel(domain, start, dot);
            start = dot + 1;
        }
        requireLabel(domain, start, domain.length());
        if (start == 0) {
            throw new IllegalArgumentException("the domain needs a dot");
        }
        requireTopLevel(domain.substring(start));
    }

    private static void requireLabel(String domain, int start, int end) {
        if (start == end || domain.charAt(start) == '-' || domain.charAt(end - 1) == '-') {
            throw new IllegalArgumentException(NOT_WELL_FORMED);
        }
        if (end - start > MAX_LABEL_OCTETS) {
            throw new IllegalArgumentException("the domain has a label of more than " + MAX_LABEL_OCTETS + " octets");
        }
        for (int i = start; i < end; i++) {
            char c = domain.charAt(i);
            if (!(isLetter(c) || c >= '0' && c <= '9' || c == '-')) {
                throw new IllegalArgumentException(NOT_WELL_FORMED);
            }
        }
        // RFC 5890, section 2.3.1: of the labels with "--" there only A-labels have a meaning.
        if (domain.startsWith("--", start + 2) && end - start > 3 && !domain.startsWith("xn--", start)) {
            throw new IllegalArgumentException(NOT_WELL_FORMED);
        }
    }

    /** RFC 3696, section 2: letters alone, so that 127.0.0.1 is none. */
    private static void requireTopLevel(String label) {
        boolean letters = label.length() > 1 && label.chars().allMatch(c -> isLetter((char) c));
        if (!letters && !label.startsWith("xn--")) {
            throw new IllegalArgumentException("the domain does not end in a top-level domain");
        }
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }
}
