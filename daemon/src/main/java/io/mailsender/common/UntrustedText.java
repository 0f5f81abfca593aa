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
}
