package io.mailsender.provider;

import io.mailsender.message.HeaderText;

/**
 * What the far end said, or what happened instead.
 *
 * @param statusCode its HTTP or SMTP code; 0 where there was none
 * @param text one line, at most {@value #MAX_LENGTH} characters: it comes from a stranger and goes into answers and logs
 */
public record Reply(int statusCode, String text) {

    public static final int MAX_LENGTH = 300;

    public Reply {
        text = oneLine(text);
    }

    /** Nothing was received. */
    public static Reply none(String whatHappened) {
        return new Reply(0, whatHappened);
    }

    static String oneLine(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        for (int i = 0; i < text.length() && line.length() < MAX_LENGTH; i++) {
            int c = text.codePointAt(i);
            if (Character.charCount(c) > MAX_LENGTH - line.length()) {
                break;
            }
            line.appendCodePoint(HeaderText.isHarmless(c) ? c : ' ');
            i += Character.charCount(c) - 1;
        }
        return line.toString().strip();
    }
}
