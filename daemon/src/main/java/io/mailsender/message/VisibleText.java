package io.mailsender.message;

import static java.lang.Character.UnicodeScript.*;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * Finds invisible characters in a text: bidirectional controls reverse text, and other invisible characters make different texts look
 * the same. Joiners and variation selectors are invisible too, but some words and emoji need them; there, and only there, they
 * count as visible.
 */
final class VisibleText {

    private static final int ZWNJ = 0x200C;
    private static final int ZWJ = 0x200D;
    private static final int MONGOLIAN_VOWEL_SEPARATOR = 0x180E;
    private static final int BLACK_FLAG = 0x1F3F4;
    private static final int CANCEL_TAG = 0xE007F;

    /** The only flags of this kind in emoji fonts; others could carry an invisible text. */
    private static final Set<String> FLAGS = Set.of("gbeng", "gbsct", "gbwls");

    /**
     * Scripts whose letters join or form conjuncts. UAX #31, section 2.3.1, and RFC 5892, appendix A, use the joining type of
     * each letter and the virama; Java provides neither, so this decides by script.
     */
    private static final Set<UnicodeScript> JOINING = EnumSet.of(
            ADLAM,
            ARABIC,
            BALINESE,
            BENGALI,
            BRAHMI,
            CHAKMA,
            DEVANAGARI,
            GRANTHA,
            GUJARATI,
            GURMUKHI,
            HANIFI_ROHINGYA,
            JAVANESE,
            KAITHI,
            KANNADA,
            KHMER,
            MALAYALAM,
            MANDAIC,
            MANICHAEAN,
            MEETEI_MAYEK,
            MONGOLIAN,
            MYANMAR,
            NKO,
            ORIYA,
            PHAGS_PA,
            SINHALA,
            SUNDANESE,
            SYRIAC,
            TAMIL,
            TELUGU,
            TIBETAN);

    private VisibleText() {}

    /** Whether the text has no invisible characters. */
    static boolean isAll(String text) {
        return of(text).length() == text.length();
    }

    /** The text without its invisible characters. */
    static String of(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            int flag = flag(visible, text, i);
            if (flag > i) {
                visible.append(text, i, flag);
                next = flag;
            } else if (!isInvisible(c) && !isVariationSelector(c) || isAtWork(c, visible, text, next)) {
                visible.appendCodePoint(c);
            }
            i = next;
        }
        return visible.toString();
    }

    /** Bidirectional controls, joiners, tags, and fillers. */
    static boolean isInvisible(int c) {
        return switch (c) {
            case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x2800, 0x3164, 0xFFA0, 0x16FE4, 0x1D159 -> true;
            default ->
                Character.getType(c) == Character.FORMAT
                        || c >= 0xFFF0 && c <= 0xFFF8
                        || c >= 0xE0000 && c <= 0xE0FFF && !isVariationSelector(c);
        };
    }

    static boolean isVariationSelector(int c) {
        return c >= 0xFE00 && c <= 0xFE0F || isIdeographic(c) || isMongolian(c);
    }

    private static boolean isIdeographic(int selector) {
        return selector >= 0xE0100 && selector <= 0xE01EF;
    }

    private static boolean isMongolian(int selector) {
        return selector >= 0x180B && selector <= 0x180D || selector == 0x180F;
    }

    private static boolean isAtWork(int c, StringBuilder visible, String text, int next) {
        int before = before(visible);
        if (c == ZWJ && (isPictograph(before) || before == 0xFE0F)) {
            return next < text.length() && isPictograph(text.codePointAt(next));
        }
        if (c == ZWNJ || c == ZWJ || c == MONGOLIAN_VOWEL_SEPARATOR) {
            return JOINING.contains(scriptOfWord(visible));
        }
        return isVariationSelector(c) && hasVariants(before, c);
    }

    /** The script of the last letter or mark; a vowel mark that several scripts share has the script of its letter. */
    private static UnicodeScript scriptOfWord(StringBuilder visible) {
        for (int i = visible.length(); i > 0; ) {
            int c = visible.codePointBefore(i);
            if (!isWordCharacter(c)) {
                return COMMON;
            }
            if (UnicodeScript.of(c) != INHERITED) {
                return UnicodeScript.of(c);
            }
            i -= Character.charCount(c);
        }
        return COMMON;
    }

    private static boolean hasVariants(int c, int selector) {
        if (c == 0 || isVariationSelector(c) || isInvisible(c) || Character.isSpaceChar(c)) {
            return false;
        }
        if (isIdeographic(selector)) {
            return Character.isIdeographic(c);
        }
        return switch (UnicodeScript.of(c)) {
            case MONGOLIAN -> isMongolian(selector);
            case HAN, MYANMAR, PHAGS_PA, MANICHAEAN -> !isMongolian(selector);
            // Symbols, digits and punctuation; and ℹ, which is an emoji although Unicode classifies it as a letter.
            default -> !isMongolian(selector) && (!isWordCharacter(c) || c == 0x2139);
        };
    }

    /** The last visible character; 0 if there is none. */
    private static int before(StringBuilder visible) {
        return visible.length() == 0 ? 0 : visible.codePointBefore(visible.length());
    }

    private static boolean isWordCharacter(int c) {
        return Character.isLetter(c) || isMark(c) && !isVariationSelector(c);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    /** Part of an emoji that a joiner may follow or precede, including ranges reserved for later versions of Unicode. */
    private static boolean isPictograph(int c) {
        return c >= 0x1F000 && c <= 0x1FAFF
                || c == 0x2194
                || c == 0x2195
                || Character.getType(c) == Character.OTHER_SYMBOL && c >= 0x2000;
    }

    /** The end of the tags that turn a black flag into the flag of a region; {@code start} if there are none. */
    private static int flag(StringBuilder visible, String text, int start) {
        if (before(visible) != BLACK_FLAG) {
            return start;
        }
        StringBuilder region = new StringBuilder();
        for (int i = start; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == CANCEL_TAG) {
                return FLAGS.contains(region.toString()) ? i : start;
            }
            if (c < 0xE0061 || c > 0xE007A) {
                return start;
            }
            region.append((char) (c - 0xE0000));
        }
        return start;
    }
}
