package io.mailsender.http;

import java.util.regex.Pattern;

/** Cells of a file that somebody opens in a spreadsheet. */
public final class SpreadsheetCell {

    /** A spreadsheet takes a cell that begins so for a formula, in some languages with full-width signs, too. An apostrophe before it makes it a text. */
    private static final Pattern FORMULA = Pattern.compile("\\A'*+[=+\\-@\\t\\r\\n\\uFF1D\\uFF0B\\uFF0D\\uFF20]");

    private SpreadsheetCell() {}

    /** A cell that no spreadsheet executes. */
    public static String guard(String cell) {
        return FORMULA.matcher(cell).find() ? "'" + cell : cell;
    }

    /** The cell as it was before {@link #guard}. */
    public static String unguard(String cell) {
        return cell.startsWith("'") && FORMULA.matcher(cell).find() ? cell.substring(1) : cell;
    }
}
