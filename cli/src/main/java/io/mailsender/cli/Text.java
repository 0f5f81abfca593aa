package io.mailsender.cli;

import java.io.PrintWriter;
import java.util.List;

/** Text for a terminal. */
final class Text {

    private Text() {}

    /** What far ends say may hold line ends, or the terminal's control sequences. */
    static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** Prints columns as wide as their widest cell, two spaces between them. */
    static void printTable(List<List<String>> rows, PrintWriter out) {
        int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], oneLine(row.get(i)).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = oneLine(row.get(i));
                line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
            }
            table.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        // At once: a reader that has had enough, such as head, is gone before a second write.
        out.print(table);
        out.flush();
    }
}
