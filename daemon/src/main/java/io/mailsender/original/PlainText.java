package io.mailsender.original;

/** Makes text of strangers safe for fields. */
final class PlainText {

    private PlainText() {}

    /** One line without control characters and halves of characters, of at most so many characters. */
    static String line(String text, int max) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), max));
        text.codePoints()
                .map(c -> Character.isWhitespace(c) ? ' ' : c)
                .filter(c -> switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SURROGATE -> false;
                    default -> true;
                })
                .takeWhile(c -> line.length() + Character.charCount(c) <= max)
                .forEachOrdered(line::appendCodePoint);
        return line.toString();
    }
}
