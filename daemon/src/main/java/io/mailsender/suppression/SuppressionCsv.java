package io.mailsender.suppression;

import io.mailsender.access.Caller;
import io.mailsender.http.FieldError;
import io.mailsender.http.SpreadsheetCell;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.SuppressionReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries from a file, a part at a time: with a header row in our words or in a vendor's, or only addresses. Separated by commas,
 * semicolons or tabs, in UTF-8 or UTF-16. A line that cannot be used is named, and the others are read.
 */
final class SuppressionCsv {

    /** How many lines are named; more are only counted. */
    static final int MAX_NAMED = 1_000;

    private static final int SAMPLE = 4_096;

    private final Caller caller;
    private final Defaults defaults;
    private final Instant now;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final Map<CsvColumn, Integer> columns = new EnumMap<>(CsvColumn.class);
    private final List<FieldError> errors = new ArrayList<>();
    private boolean isStarted;
    private long rejected;

    /** What a line that does not say otherwise gets. */
    record Defaults(String scope, SuppressionReason reason) {}

    SuppressionCsv(InputStream file, Caller caller, Defaults defaults, Instant now) throws IOException {
        this.caller = caller;
        this.defaults = defaults;
        this.now = now;
        BufferedReader text = decode(file);
        text.mark(SAMPLE + 1);
        char[] sample = new char[SAMPLE];
        int length = Math.max(0, text.read(sample, 0, SAMPLE));
        text.reset();
        // Text behind a quoted cell does not make the rest of the file unreadable.
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(delimiter(new String(sample, 0, length)))
                .setIgnoreEmptyLines(false)
                .setIgnoreSurroundingSpaces(true)
                .setTrailingData(true)
                .get();
        this.parser = CSVParser.builder().setReader(text).setFormat(format).get();
        this.records = parser.iterator();
    }

    private static BufferedReader decode(InputStream file) throws IOException {
        file.mark(3);
        int first = file.read();
        int second = file.read();
        int third = file.read();
        file.reset();
        Charset charset = StandardCharsets.UTF_8;
        int mark = first == 0xEF && second == 0xBB && third == 0xBF ? 3 : 0;
        if (first == 0xFF && second == 0xFE || first == 0xFE && second == 0xFF) {
            charset = first == 0xFF ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
            mark = 2;
        }
        file.skipNBytes(mark);
        return new BufferedReader(new InputStreamReader(file, charset));
    }

    /** The separator that the first line has most of. */
    private static char delimiter(String sample) {
        String line = sample.lines().filter(one -> !one.isBlank()).findFirst().orElse("");
        char most = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(line, candidate) > count(line, most)) {
                most = candidate;
            }
        }
        return most;
    }

    private static long count(String line, char c) {
        return line.chars().filter(other -> other == c).count();
    }

    /** The next entries; empty at the end of the file. */
    List<Suppression> next(int max) {
        List<Suppression> entries = new ArrayList<>();
        while (entries.size() < max) {
            long line = parser.getCurrentLineNumber() + 1;
            try {
                if (!records.hasNext()) {
                    break;
                }
                List<String> cells = cells(records.next());
                if (!cells.stream().allMatch(String::isEmpty) && !isHeader(cells)) {
                    entries.add(entry(cells));
                }
            } catch (IllegalArgumentException e) {
                reject(line, String.valueOf(e.getMessage()));
            } catch (UncheckedIOException | IllegalStateException e) {
                reject(line, "cannot be read, nor what follows: a quote is at a wrong place");
                break;
            }
        }
        return entries;
    }

    /** Lines that a quote without an end would swallow: nobody would notice that their addresses are not on the list. */
    private static boolean holdsAnotherLine(String cell) {
        int end = Math.max(cell.indexOf('\n'), cell.indexOf('\r'));
        return end >= 0 && cell.indexOf('@', end) >= 0;
    }

    private static List<String> cells(CSVRecord record) {
        return record.stream().map(cell -> cell == null ? "" : cell.strip()).toList();
    }

    private boolean isHeader(List<String> cells) {
        if (isStarted) {
            return false;
        }
        isStarted = true;
        if (cells.stream()
                .noneMatch(cell ->
                        CsvColumn.of(cell).filter(CsvColumn.ADDRESS::equals).isPresent())) {
            return false;
        }
        for (int i = 0; i < cells.size(); i++) {
            int index = i;
            CsvColumn.of(cells.get(i)).ifPresent(column -> columns.putIfAbsent(column, index));
        }
        return true;
    }

    private Suppression entry(List<String> cells) {
        if (cells.stream().anyMatch(SuppressionCsv::holdsAnotherLine)) {
            throw new IllegalArgumentException(
                    "a quote is not closed: the lines up to the next quote are not imported");
        }
        EmailAddress address = EmailAddress.parse(SpreadsheetCell.unguard(
                columns.isEmpty()
                        ? cells.stream()
                                .filter(cell -> cell.indexOf('@') >= 0)
                                .findFirst()
                                .orElse(cells.get(0))
                        : cell(cells, CsvColumn.ADDRESS)));
        String word = cell(cells, CsvColumn.REASON);
        SuppressionReason reason = CsvValue.reason(word).orElse(defaults.reason());
        String text = cell(cells, CsvColumn.TEXT);
        if (text.isEmpty() && CsvValue.reason(word).isEmpty()) {
            // SendGrid calls the words of the server so.
            text = word;
        }
        String scope = cell(cells, CsvColumn.SCOPE);
        Instant created = CsvValue.time(cell(cells, CsvColumn.CREATED))
                .filter(time -> time.isBefore(now))
                .orElse(now);
        return new Suppression(
                address,
                scope.isEmpty() ? defaults.scope() : scope(SpreadsheetCell.unguard(scope)),
                reason,
                Suppression.IMPORT,
                SpreadsheetCell.unguard(text),
                created,
                expiry(cell(cells, CsvColumn.EXPIRES)));
    }

    private String scope(String word) {
        try {
            return ScopeWord.parse(word, caller);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the scope " + e.getMessage(), e);
        }
    }

    private @Nullable Instant expiry(String text) {
        if (text.isEmpty()) {
            return null;
        }
        Instant expires = CsvValue.time(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the expiry must be a time, such as 2030-01-31T08:00:00Z, or empty"));
        if (!expires.isAfter(now)) {
            throw new IllegalArgumentException("has expired");
        }
        return expires;
    }

    private String cell(List<String> cells, CsvColumn column) {
        Integer index = columns.get(column);
        return index == null || index >= cells.size() ? "" : cells.get(index);
    }

    private void reject(long line, String why) {
        rejected++;
        if (errors.size() < MAX_NAMED) {
            errors.add(new FieldError("line " + line, why));
        }
    }

    /** The number of lines that could not be used. */
    long rejected() {
        return rejected;
    }

    /** The first lines that could not be used, with the reason. */
    List<FieldError> errors() {
        return List.copyOf(errors);
    }
}
