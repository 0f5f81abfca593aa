package io.mailsender.provider;

import java.util.List;

/**
 * An error that a vendor documents.
 *
 * @param outcome as {@link Outcome#word} says it
 * @param meaning for docs/providers.md
 */
record ErrorCode(int status, String body, String outcome, String meaning) {

    static List<ErrorCode> parse(String table) {
        return table.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(" *\\| *", 4))
                .map(cells -> new ErrorCode(Integer.parseInt(cells[0].strip()), cells[1], cells[2], cells[3].strip()))
                .toList();
    }
}
