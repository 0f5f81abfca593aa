package io.mailsender.suppression;

import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.provider.event.SuppressionList;
import io.mailsender.provider.event.SuppressionList.Entry;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Adds many entries, a part at a time, so that other writes come in between. If it fails, the parts before are on the list. */
@Singleton
@Requires(beans = SuppressionStore.class)
final class SuppressionImport {

    /** A vendor whose list has more pages repeats them. */
    private static final int MAX_PAGES = 20_000;

    private final SuppressionStore store;
    private final SuppressionCheck check;
    private final SuppressionSettings settings;

    SuppressionImport(SuppressionStore store, SuppressionCheck check, SuppressionSettings settings) {
        this.store = store;
        this.check = check;
        this.settings = settings;
    }

    CompletionStage<SuppressionImported> read(SuppressionCsv file) {
        return read(file, 0);
    }

    private CompletionStage<SuppressionImported> read(SuppressionCsv file, long before) {
        return CompletableFuture.supplyAsync(() -> file.next(SuppressionStore.MAX_ADDED))
                .thenCompose(entries -> entries.isEmpty()
                        ? CompletableFuture.completedFuture(result(file, before))
                        : add(entries).thenCompose(added -> read(file, before + entries.size())));
    }

    private static SuppressionImported result(SuppressionCsv file, long imported) {
        return new SuppressionImported(imported, file.rejected(), file.errors().isEmpty() ? null : file.errors());
    }

    /**
     * Copies a vendor's list, for the messages of all keys. An entry expires as if it were reported now.
     *
     * @param provider the source of the entries
     * @return completes with a {@link ProblemException} 503 if the vendor does not answer
     */
    CompletionStage<SuppressionImported> read(String provider, SuppressionList list) {
        return read(provider, list, null, 0, 0);
    }

    private CompletionStage<SuppressionImported> read(
            String provider, SuppressionList list, @Nullable String cursor, int pages, long before) {
        return CompletableFuture.supplyAsync(() -> list.list(cursor))
                .thenCompose(page -> page)
                .exceptionally(failure -> {
                    throw new ProblemException(Problem.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            provider + " did not show its list, of which " + before + " entries were imported: "
                                    + ProviderListAccess.words(failure) + ". Import it again later."));
                })
                .thenCompose(page -> {
                    String next = page.next();
                    return addParts(entries(provider, page.entries())).thenCompose(added -> {
                        long imported = before + page.entries().size();
                        return next == null || next.equals(cursor) || pages >= MAX_PAGES
                                ? CompletableFuture.completedFuture(new SuppressionImported(imported, 0, null))
                                : read(provider, list, next, pages + 1, imported);
                    });
                });
    }

    private List<Suppression> entries(String provider, List<Entry> entries) {
        Instant now = store.now();
        return entries.stream()
                .map(entry -> new Suppression(
                        entry.address(),
                        Suppression.GLOBAL,
                        entry.reason(),
                        provider,
                        entry.text(),
                        entry.since().isAfter(now) ? now : entry.since(),
                        settings.expiry(entry.reason(), now)))
                .toList();
    }

    /** A vendor's page may be longer than what is added at a time. */
    private CompletionStage<Void> addParts(List<Suppression> entries) {
        if (entries.size() <= SuppressionStore.MAX_ADDED) {
            return add(entries);
        }
        return add(entries.subList(0, SuppressionStore.MAX_ADDED))
                .thenCompose(added -> addParts(entries.subList(SuppressionStore.MAX_ADDED, entries.size())));
    }

    private CompletionStage<Void> add(List<Suppression> entries) {
        return store.add(entries).thenRun(check::onAdded);
    }
}
