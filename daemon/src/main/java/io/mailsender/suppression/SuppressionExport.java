package io.mailsender.suppression;

import io.mailsender.http.SpreadsheetCell;
import io.mailsender.suppression.SuppressionFilter.Position;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes the list as a file, a page at a time, as fast as the client reads it. */
final class SuppressionExport {

    private static final String[] HEADER = {"address", "reason", "scope", "created", "expires", "text", "source"};

    private final SuppressionStore store;

    SuppressionExport(SuppressionStore store) {
        this.store = store;
    }

    /** @param filter its limit is the size of a page */
    Publisher<byte[]> pages(SuppressionFilter filter) {
        Flux<byte[]> rows = page(filter)
                .expand(page -> page.size() < filter.limit()
                        ? Mono.empty()
                        : page(filter.from(Position.of(page.get(page.size() - 1)))))
                .filter(page -> !page.isEmpty())
                .map(SuppressionExport::rows);
        return Flux.concat(Mono.just((String.join(",", HEADER) + "\r\n").getBytes(StandardCharsets.UTF_8)), rows);
    }

    private Mono<List<Suppression>> page(SuppressionFilter filter) {
        return Mono.fromCompletionStage(() -> store.list(filter));
    }

    private static byte[] rows(List<Suppression> entries) {
        StringWriter text = new StringWriter();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            for (Suppression entry : entries) {
                printer.printRecord(
                        SpreadsheetCell.guard(entry.address().toString()),
                        entry.reason().word(),
                        ScopeWord.show(entry.scope()),
                        entry.created(),
                        entry.expires() == null ? "" : entry.expires(),
                        SpreadsheetCell.guard(entry.text()),
                        SpreadsheetCell.guard(entry.source()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
