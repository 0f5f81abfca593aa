package io.mailsender.cli;

import java.io.PrintWriter;
import java.time.Duration;

/** A line that is written over and over, for a person at a terminal. Elsewhere nothing is shown. */
final class Progress {

    private static final int WIDTH = 79;

    private final PrintWriter err;
    private final boolean terminal;
    private boolean shown;

    Progress(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** Java 17 cannot tell whether the standard error is a terminal; the script before the jar can, and says so. */
    static Progress on(PrintWriter err) {
        return new Progress(err, Boolean.getBoolean("mail-sender.terminal"));
    }

    void show(String text, Duration passed) {
        if (terminal) {
            write(Text.oneLine(passed.toSeconds() + " s: " + text));
            shown = true;
        }
    }

    /** Prints a line that stays, whether there is a terminal or not. */
    void warn(String text) {
        clear();
        err.println(Text.oneLine("WARNING: " + text));
    }

    /** Leaves the line empty, for what is printed next. */
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
