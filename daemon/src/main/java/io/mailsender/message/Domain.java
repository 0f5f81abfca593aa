package io.mailsender.message;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;

/** The domain of an address: a host name in the DNS (RFC 1123, section 2.1), at least two labels, written in A-labels. */
final class Domain {

    private static final int MAX_OCTETS = 253;
    private static final int MAX_LABEL_OCTETS = 63;
    private static final String NO_A_LABEL =
            "the domain has a label that begins with xn-- but is not an A-label (RFC 5890); correct the label";
    private static final String NOT_WELL_FORMED =
            "the domain is not a host name: use labels of letters, digits and inner hyphens, separated by single dots";

    private Domain() {}

    /** The domain in lower case and A-labels. It may still be no host name. */
    static String toAscii(String domain) {
        return HeaderText.isAscii(domain) ? domain.toLowerCase(Locale.ROOT) : toALabels(domain);
    }

    private static String toALabels(String domain) {
        domain.codePoints().filter(c -> c > 127).forEach(c -> {
            // IDNA 2008, which registries use, keeps these four. java.net.IDN implements IDNA 2003 and would
            // convert them to another domain (faß.de is not fass.de).
            if (c == 'ß' || c == 'ς' || c == 0x200C || c == 0x200D) {
                throw new IllegalArgumentException("the domain has ß, ς or a joiner, which two versions of IDNA encode"
                        + " differently; write it as an A-label (xn--...)");
            }
            if (!isPartOfAWord(c) && !isDot(c)) {
                throw new IllegalArgumentException(
                        "the domain has a character that is not a letter, mark or digit; remove it");
            }
        });
        try {
            return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            // The message of e repeats the domain, which must not reach the log.
            throw new IllegalArgumentException(NOT_WELL_FORMED);
        }
    }

    private static boolean isDot(int c) {
        return c == 0x3002 || c == 0xFF0E || c == 0xFF61; // RFC 3490, section 3.1
    }

    static boolean isPartOfAWord(int codePoint) {
        // A variation selector is invisible too; it is allowed only in display names, for emoji.
        if (VisibleText.isInvisible(codePoint) || VisibleText.isVariationSelector(codePoint)) {
            return false;
        }
        return Character.isLetterOrDigit(codePoint)
                || switch (Character.getType(codePoint)) {
                    case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
                    default -> false;
                };
    }

    static void requireHostName(String domain) {
        if (domain.startsWith("[")) {
            throw new IllegalArgumentException("an address literal in brackets is not supported; use a host name");
        }
        if (domain.length() > MAX_OCTETS) {
            throw new IllegalArgumentException("the domain is longer than " + MAX_OCTETS + " octets");
        }
        int start = 0;
        int dot;
        while ((dot = domain.indexOf('.', start)) >= 0) {
            requireLabel(domain, start, dot);
            start = dot + 1;
        }
        requireLabel(domain, start, domain.length());
        if (start == 0) {
            throw new IllegalArgumentException("the domain must have a dot, as in example.com");
        }
        requireTopLevel(domain.substring(start));
    }

    private static void requireLabel(String domain, int start, int end) {
        if (start == end || domain.charAt(start) == '-' || domain.charAt(end - 1) == '-') {
            throw new IllegalArgumentException(NOT_WELL_FORMED);
        }
        if (end - start > MAX_LABEL_OCTETS) {
            throw new IllegalArgumentException("the domain has a label longer than " + MAX_LABEL_OCTETS + " octets");
        }
        for (int i = start; i < end; i++) {
            char c = domain.charAt(i);
            if (!(isLetter(c) || c >= '0' && c <= '9' || c == '-')) {
                throw new IllegalArgumentException(NOT_WELL_FORMED);
            }
        }
        // RFC 5890, section 2.3.1: "--" in this position is reserved for A-labels.
        if (domain.startsWith("--", start + 2) && end - start > 3 && !domain.startsWith("xn--", start)) {
            throw new IllegalArgumentException(NOT_WELL_FORMED);
        }
    }

    /** RFC 3696, section 2: only letters, which excludes 127.0.0.1. */
    private static void requireTopLevel(String label) {
        boolean letters = label.length() > 1 && label.chars().allMatch(c -> isLetter((char) c));
        if (!letters && !label.startsWith("xn--")) {
            throw new IllegalArgumentException("the domain must end in a top-level domain of two or more letters");
        }
    }

    /**
     * RFC 5890, section 2.3.2.1: an A-label is the encoding of a U-label. Symbols are accepted, since IDNA 2003 allowed them and such
     * domains exist.
     *
     * @throws IllegalArgumentException if a label begins with {@code xn--} but does not encode a U-label
     */
    static void requireALabels(String domain) {
        for (String label : domain.split("\\.")) {
            if (label.startsWith("xn--") && !isALabel(label)) {
                throw new IllegalArgumentException(NO_A_LABEL);
            }
        }
    }

    private static boolean isALabel(String aLabel) {
        String label;
        try {
            label = Punycode.decode(aLabel.substring("xn--".length()));
        } catch (IllegalArgumentException e) {
            return false;
        }
        return !label.startsWith("-")
                && !label.endsWith("-")
                && !label.startsWith("--", 2)
                && !isMark(label.codePointAt(0))
                && Normalizer.isNormalized(label, Normalizer.Form.NFC)
                && label.toLowerCase(Locale.ROOT).equals(label)
                && VisibleText.isAll(label)
                && label.codePoints().allMatch(Domain::isOfALabel);
    }

    private static boolean isOfALabel(int c) {
        return c == '-'
                || Character.isLetterOrDigit(c)
                || switch (Character.getType(c)) {
                    case Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.FORMAT,
                            Character.OTHER_SYMBOL,
                            Character.MATH_SYMBOL,
                            Character.MODIFIER_SYMBOL,
                            Character.OTHER_PUNCTUATION,
                            Character.UNASSIGNED -> c > 127;
                    default -> false;
                };
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }
}
