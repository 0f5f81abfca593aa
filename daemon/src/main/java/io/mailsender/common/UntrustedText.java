package io.mailsender.common;

/** Text of callers and providers, before it gets into a log or a response. */
public final class UntrustedText {

    private UntrustedText() {}

    /**
     * Whether a character can be shown: it does not end a line, control a terminal, or hide or reverse text, and is no lone surrogate,
     * which cannot be encoded.
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

    /** Text as one line of harmless characters. @param limit the most UTF-16 characters; a longer text is cut */
    public static String oneLine(String text, int limit) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), limit));
        for (int i = 0; i < text.length() && line.length() < limit; i++) {
            int c = text.codePointAt(i);
            if (Character.charCount(c) > limit - line.length()) {
                break;
            }
            line.appendCodePoint(isHarmless(c) ? c : ' ');
            i += Character.charCount(c) - 1;
        }
        return line.toString().strip();
    }
}
