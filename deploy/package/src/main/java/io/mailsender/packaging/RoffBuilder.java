package io.mailsender.packaging;

import java.util.List;

/** Builds text in roff, the language of manual pages, with the macros of man(7). */
final class RoffBuilder {

    private final StringBuilder out = new StringBuilder();

    /** Appends a macro such as {@code SH}. An argument may contain spaces. */
    void request(String name, String... arguments) {
        out.append('.').append(name);
        for (String argument : arguments) {
            out.append(" \"").append(escape(argument).replace("\"", "\\(dq")).append('"');
        }
        out.append('\n');
    }

    void text(String line) {
        out.append(guard(escape(line))).append('\n');
    }

    void bold(String line) {
        out.append("\\fB").append(escape(line)).append("\\fR\n");
    }

    /** Appends lines without filling them. */
    void verbatim(List<String> lines) {
        request("nf");
        lines.forEach(this::text);
        request("fi");
    }

    /** Keeps roff from making hyphens and quotes typographic, which breaks searching and pasting into a shell. */
    private static String escape(String text) {
        return text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("`", "\\(ga")
                .replace("~", "\\(ti")
                .replace("^", "\\(ha");
    }

    /** A line that starts with a dot would be read as a macro. */
    private static String guard(String line) {
        return line.startsWith(".") ? "\\&" + line : line;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
