package io.mailsender.cli;

/** Makes text from elsewhere safe for a terminal. */
final class TerminalText {

    private TerminalText() {}

    /** Replaces line ends and control sequences, which a provider's answer may contain. */
    static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** Leaves out control characters but for line ends and tabs. */
    static String lines(String text) {
        return text.replace("\r\n", "\n")
                .replaceAll("[\\p{Cntrl}&&[^\n\t]]", " ")
                .stripTrailing();
    }
}
