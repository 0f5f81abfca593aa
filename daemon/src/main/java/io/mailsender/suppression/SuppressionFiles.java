package io.mailsender.suppression;

import io.mailsender.access.Caller;
import io.mailsender.http.ProblemException;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** The suppression list as a file, and copies of vendors' lists. Each method throws a {@link ProblemException} 501 without a store. */
@Singleton
public final class SuppressionFiles {

    private static final int PAGE = 1_000;

    private final @Nullable SuppressionStore store;
    private final @Nullable SuppressionImport imports;
    private final ProviderListAccess providerLists;

    SuppressionFiles(
            @Nullable SuppressionStore store, @Nullable SuppressionImport imports, ProviderListAccess providerLists) {
        this.store = store;
        this.imports = imports;
        this.providerLists = providerLists;
    }

    /** The entries that the caller may see, as CSV in UTF-8. */
    public Publisher<byte[]> export(Caller caller) {
        SuppressionFilter filter = new SuppressionFilter(caller.visibleOwner(), null, null, null, null, PAGE);
        return new SuppressionExport(SuppressionActions.require(store)).pages(filter);
    }

    /**
     * Adds the addresses of a file. A line that cannot be used is named, and the others are kept.
     *
     * @param scope of lines that name none; {@code null} for the caller's default
     * @param reason of lines that name none; {@code null} for {@code manual}
     */
    public CompletionStage<SuppressionImported> importFile(
            Caller caller, byte[] file, @Nullable String scope, @Nullable String reason) {
        SuppressionImport importing = requireImport();
        SuppressionCsv.Defaults defaults =
                new SuppressionCsv.Defaults(ScopeWord.require(scope, caller), SuppressionReader.reason(reason));
        try {
            return importing.read(new SuppressionCsv(
                    new ByteArrayInputStream(file),
                    caller,
                    defaults,
                    SuppressionActions.require(store).now()));
        } catch (IOException e) {
            throw ProblemException.badRequest("body", "could not be read");
        }
    }

    /** Copies a provider's own list, for the messages of all keys. */
    public CompletionStage<SuppressionImported> importProvider(String provider) {
        return requireImport().read(provider, providerLists.of(provider));
    }

    /** The providers whose own list can be imported and lifted from. */
    public List<String> providersWithList() {
        return providerLists.names();
    }

    private SuppressionImport requireImport() {
        SuppressionActions.require(store);
        if (imports == null) {
            throw new IllegalStateException("there is a store, but nothing to import with");
        }
        return imports;
    }
}
