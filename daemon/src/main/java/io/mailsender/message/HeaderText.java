package io.mailsender.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.StringJoiner;

/** Text of a header field (RFC 5322, section 2.2): what may stand in one, and how it is written in ASCII (RFC 2047). */
public final class HeaderText {

    // An encoded word has at most 75 characters, 12 of them "=?UTF-8?B?" and "?=": 60 of base64, 45 octets.
    private static final int ENCODED_WORD_OCTETS = 45;

    // A line has at most 998 octets and folds only at spaces: what is left after "Subject: ".
    private static final int MAX_WORD = 989;

    private HeaderText() {}

    /**
     * @return the text, which has no line break, no other control character (Unicode Cc, Zl, Zp) and no lone surrogate
     * @throws IllegalArgumentException with the reason, never with the text itself
     */
    public static String requireSafe(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7F) {
                continue;
            }
            int codePoint = text.codePointAt(i);
            switch (Character.getType(codePoint)) {
                case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                    throw new IllegalArgumentException("has a line break or another control character");
                case Character.SURROGATE -> throw new IllegalArgumentException("is not well-formed Unicode");
                default -> i += Character.charCount(codePoint) - 1;
            }
        }
        return text;
    }

    /** The text in printable ASCII, as an unstructured field has it: as it is where that does, else in encoded words. */
    public static String encode(String text) {
        return isPlain(text) ? text : encodedWords(text);
    }

    /**
     * @return the text, in which no half of a surrogate pair stands alone: none of those could be written in UTF-8
     * @throws IllegalArgumentException with the reason, never with the text itself
     */
    public static String requireWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    throw new IllegalArgumentException("is not well-formed Unicode");
                }
                i++;
            }
        }
        return text;
    }

    /**
     * Whether a character may be shown where strangers' words are: it neither ends a line nor steers a terminal, hides or turns text,
     * nor is half a character, which no answer could carry.
     */
    public static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /** Bidirectional controls, joiners, tags, and the letters and marks that Unicode has for no other purpose than to fill. */
    static boolean isInvisible(int codePoint) {
        return switch (codePoint) {
            case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0 -> true;
            default -> Character.getType(codePoint) == Character.FORMAT;
        };
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the text means itself in a header field. Where it looks like an encoded word it does not: readers would decode it, to
     * whatever control characters it hides.
     */
    static boolean isPlain(String text) {
        int word = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            word = c == ' ' ? 0 : word + 1;
            if (c < ' ' || c >= 0x7F || word > MAX_WORD) {
                return false;
            }
        }
        return !text.startsWith(" ") && !text.endsWith(" ") && !text.contains("=?");
    }

    static String encodedWords(String text) {
        StringJoiner words = new StringJoiner(" ");
        int start = 0;
        int octets = 0;
        for (int i = 0; i < text.length(); ) {
            int next = i + Character.charCount(text.codePointAt(i));
            int more = text.substring(i, next).getBytes(UTF_8).length;
            if (octets + more > ENCODED_WORD_OCTETS) {
                words.add(encodedWord(text.substring(start, i)));
                start = i;
                octets = 0;
            }
            octets += more;
            i = next;
        }
        return words.add(encodedWord(text.substring(start))).toString();
    }

    private static String encodedWord(String text) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + "?=";
    }
}
