package io.mailsender.packaging;

import java.util.List;

/** Text in the language of manual pages (man(7)). */
final class Roff {

    private final StringBuilder out = new StringBuilder();

    /** A request of man(7), such as {@code SH}; each argument is one, spaces or not. */
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

    /** Lines that keep their form. */
    void verbatim(List<String> lines) {
        request("nf");
        lines.forEach(this::text);
        request("fi");
    }

    /** Roff makes hyphens and quotes typographic ones, which nobody can search for or paste into a shell. */
    private static String escape(String text) {
        return text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("`", "\\(ga")
                .replace("~", "\\(ti")
                .replace("^", "\\(ha");
    }

    /** What begins with a dot would be taken for a request. */
    private static String guard(String line) {
        return line.startsWith(".") ? "\\&" + line : line;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
