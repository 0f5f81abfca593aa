package io.mailsender.cli;

import java.io.PrintWriter;
import java.time.Duration;

/** A line at the terminal that each update overwrites. Without a terminal only warnings are printed. */
final class ProgressLine {

    private static final int WIDTH = 79;

    private final PrintWriter err;
    private final boolean terminal;
    private boolean shown;

    ProgressLine(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** Java 17 cannot tell whether the standard error is a terminal; the script before the jar can and sets the property. */
    static ProgressLine on(PrintWriter err) {
        return new ProgressLine(err, Boolean.getBoolean("mail-sender.terminal"));
    }

    void show(String text, Duration passed) {
        if (terminal) {
            write(TerminalText.oneLine(passed.toSeconds() + " s: " + text));
            shown = true;
        }
    }

    /** Prints a line that stays. */
    void warn(String text) {
        clear();
        err.println(TerminalText.oneLine("WARNING: " + text));
    }

    /** Blanks the line for the next output. */
    void clear() {
        if (shown) {
            write("");
        }
    }

    private void write(String line) {
        String cut = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
        err.print('\r' + cut + " ".repeat(WIDTH - cut.length()) + '\r');
        err.flush();
    }
}
