package io.mailsender.cli;

import java.io.PrintWriter;
import java.util.List;

/** Prints columns as wide as their widest cell, two spaces apart. */
final class TextTable {

    private TextTable() {}

    static void print(List<List<String>> rows, PrintWriter out) {
        int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], TerminalText.oneLine(row.get(i)).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = TerminalText.oneLine(row.get(i));
                line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
            }
            table.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        // In one write: a reader such as head may be gone before a second one.
        out.print(table);
        out.flush();
    }
}
