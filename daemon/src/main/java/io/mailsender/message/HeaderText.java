package io.mailsender.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.StringJoiner;

/** Text of a header field (RFC 5322, section 2.2): what may stand in one, and how it is written in ASCII (RFC 2047). */
public final class HeaderText {

    // RFC 2047, section 2: an encoded word has at most 75 characters, and a line that has one at most 76.
    private static final int MAX_ENCODED_WORD = 75;
    private static final int MAX_ENCODED_LINE = 76;
    private static final int AROUND_BASE64 = "=?UTF-8?B??=".length();

    // Enough for any character in UTF-8.
    private static final int MIN_OCTETS = 6;

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

    /**
     * The text in printable ASCII, as an unstructured field has it: as it is where that does, else in encoded words.
     *
     * @param column how much of the line its field's name takes, with the colon and the space
     */
    static String encode(String text, int column) {
        return isPlain(text) ? text : encodedWords(text, column);
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

    /** @param column where the first word begins in its line; where the line has no room for one, it has to go to the next */
    static String encodedWords(String text, int column) {
        StringJoiner words = new StringJoiner(" ");
        int start = 0;
        int octets = 0;
        int room = octets(MAX_ENCODED_LINE - column);
        if (room < MIN_OCTETS) {
            room = octets(MAX_ENCODED_WORD);
        }
        for (int i = 0; i < text.length(); ) {
            int next = i + Character.charCount(text.codePointAt(i));
            int more = text.substring(i, next).getBytes(UTF_8).length;
            if (octets + more > room) {
                words.add(encodedWord(text.substring(start, i)));
                start = i;
                octets = 0;
                room = octets(MAX_ENCODED_WORD);
            }
            octets += more;
            i = next;
        }
        return words.add(encodedWord(text.substring(start))).toString();
    }

    /** How many octets fit into an encoded word of so many characters. */
    private static int octets(int characters) {
        return (characters - AROUND_BASE64) / 4 * 3;
    }

    private static String encodedWord(String text) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + "?=";
    }
}
