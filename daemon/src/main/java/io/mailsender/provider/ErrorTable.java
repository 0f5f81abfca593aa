package io.mailsender.provider;

import io.mailsender.provider.HttpResult.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The meanings of one vendor's error codes. The first row that matches decides; if none does, the HTTP status decides. */
public record ErrorTable(List<Row> rows) {

    public ErrorTable {
        rows = List.copyOf(rows);
    }

    public static ErrorTable of(Row... rows) {
        return new ErrorTable(List.of(rows));
    }

    /**
     * One or several error codes with one meaning.
     *
     * @param status the HTTP status; 0 for any
     * @param code the vendor's code; empty for any
     * @param text a part of the vendor's message, in any case; empty for any
     */
    public record Row(int status, String code, String text, Verdict verdict) {

        private boolean matches(int answered, String answeredCode, String lowerCaseText) {
            return (status == 0 || status == answered)
                    && (code.isEmpty() || code.equals(answeredCode))
                    && lowerCaseText.contains(text.toLowerCase(Locale.ROOT));
        }
    }

    /** A code that means the same with every status. */
    public static Row code(String code, Verdict verdict) {
        return new Row(0, code, "", verdict);
    }

    public static Row code(int status, String code, Verdict verdict) {
        return new Row(status, code, "", verdict);
    }

    /** A part of the message, for a vendor without codes. */
    public static Row text(int status, String text, Verdict verdict) {
        return new Row(status, "", text, verdict);
    }

    public static Row status(int status, Verdict verdict) {
        return new Row(status, "", "", verdict);
    }

    /**
     * Reads an answer in the vendor's format.
     *
     * @param code the vendor's code; empty if there is none
     * @param text the vendor's message for people
     */
    public VendorReply reply(Answer answer, String code, String text) {
        return new VendorReply(
                text, reply -> verdict(answer.status(), code, text).map(verdict -> verdict.outcome(answer, reply)));
    }

    private Optional<Verdict> verdict(int status, String code, String text) {
        String lowerCaseText = text.toLowerCase(Locale.ROOT);
        return rows.stream()
                .filter(row -> row.matches(status, code, lowerCaseText))
                .map(Row::verdict)
                .findFirst();
    }
}
