package io.mailsender.original;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;

/**
 * Decodes encoded words (RFC 2047). mime4j gets only text that is made of whole words: with many beginnings of words that have no end,
 * its time grows with the square of the length, and 250 kB take minutes.
 */
final class EncodedText {

    private static final int MAX = 998;

    /** A mail has none, except in an odd address. */
    private static final int MAX_BROKEN = 20;

    /** As mime4j reads it, but without a question mark in the text, and longer than the 75 characters of the RFC, as some programs write. */
    private static final Pattern WORD = Pattern.compile("=\\?[^?\\s]{1,80}+\\?[BbQq]\\?[^?]{1,4096}+\\?=");

    private EncodedText() {}

    /** One line that is safe in a field; what cannot be decoded stays as it is. */
    static String decode(String value) {
        return PlainText.line(words(value), MAX);
    }

    /** The text with its encoded words decoded; what cannot be decoded stays as it is. */
    static String words(String text) {
        if (!text.contains("=?")) {
            return text;
        }
        StringBuilder decoded = new StringBuilder();
        Matcher word = WORD.matcher(text);
        int done = 0;
        // The words since then have only white space between them, which does not count.
        int run = -1;
        while (word.find()) {
            if (run >= 0 && !text.substring(done, word.start()).isBlank()) {
                decoded.append(decodedRun(text.substring(run, done)));
                run = -1;
            }
            if (run < 0) {
                decoded.append(text, done, word.start());
                run = word.start();
            }
            done = word.end();
        }
        if (run >= 0) {
            decoded.append(decodedRun(text.substring(run, done)));
        }
        return decoded.append(text, done, text.length()).toString();
    }

    /** Whether so many beginnings of encoded words have no end that mime4j must not read the text. */
    static boolean isBroken(String text) {
        return text.contains("=?") && count(WORD.matcher(text).replaceAll("")) > MAX_BROKEN;
    }

    private static int count(String text) {
        int count = 0;
        for (int at = text.indexOf("=?"); at >= 0; at = text.indexOf("=?", at + 2)) {
            count++;
        }
        return count;
    }

    private static String decodedRun(String words) {
        return DecoderUtil.decodeEncodedWords(words, DecodeMonitor.SILENT);
    }
}
