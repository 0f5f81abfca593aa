package io.mailsender.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.StringJoiner;

/** Text of a header field (RFC 5322, section 2.2): checks it, and writes it in ASCII (RFC 2047). */
public final class HeaderText {

    // RFC 2047, section 2: an encoded word has at most 75 characters, and a line with one at most 76.
    private static final int MAX_ENCODED_WORD = 75;
    private static final int MAX_ENCODED_LINE = 76;
    private static final int AROUND_BASE64 = "=?UTF-8?B??=".length();

    // Enough for any character in UTF-8.
    private static final int MIN_OCTETS = 6;

    // A line has at most 998 octets and folds only at spaces; "Subject: " takes the rest.
    private static final int MAX_WORD = 989;

    private HeaderText() {}

    /**
     * @return the text
     * @throws IllegalArgumentException if the text has a line break, another control character (Unicode Cc, Zl, Zp) or a lone
     *     surrogate; with the reason, never with the text itself
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
                    throw new IllegalArgumentException("has a line break or another control character; remove it");
                case Character.SURROGATE ->
                    throw new IllegalArgumentException("is not well-formed Unicode: it has half of a surrogate pair");
                default -> i += Character.charCount(codePoint) - 1;
            }
        }
        return text;
    }

    /**
     * The text in printable ASCII for an unstructured field: unchanged if possible, else in encoded words.
     *
     * @param column the length of the field's name with the colon and the space
     */
    static String encode(String text, int column) {
        return isPlain(text) ? text : encodedWords(text, column);
    }

    /**
     * @return the text
     * @throws IllegalArgumentException if the text has a lone surrogate, which cannot be written in UTF-8; with the reason, never with
     *     the text itself
     */
    public static String requireWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    throw new IllegalArgumentException("is not well-formed Unicode: it has half of a surrogate pair");
                }
                i++;
            }
        }
        return text;
    }

    public static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the text can be written unencoded. A text that looks like an encoded word cannot: mail programs would decode it, together
     * with any control characters in it.
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

    /** The text in encoded words. @param column where the first word begins; if its line has no room for it, the caller must fold before it */
    public static String encodedWords(String text, int column) {
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

    /** How many octets fit into an encoded word of this length. */
    private static int octets(int characters) {
        return (characters - AROUND_BASE64) / 4 * 3;
    }

    private static String encodedWord(String text) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + "?=";
    }
}
