package io.mailsender.audit;

import io.mailsender.http.ProblemException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lists the audit, for callers with the scope {@code admin}. */
@Singleton
public final class AuditReader {

    public static final int MAX_LIMIT = 1_000;

    private final @Nullable AuditStore store;

    AuditReader(@Nullable AuditStore store) {
        this.store = store;
    }

    /**
     * A page, newest first.
     *
     * @param cursor the {@code next} of the page before; {@code null} for the first one
     * @throws ProblemException 400 if a criterion is wrong, 501 without a store
     */
    public CompletionStage<AuditPage> list(AuditCriteria criteria, @Nullable String cursor, int limit) {
        if (store == null) {
            throw ProblemException.needsAStore("The audit", "read the audit log (logging.audit-file)");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ProblemException.badRequest("limit", "must be 1 to " + MAX_LIMIT);
        }
        // One more tells whether there is a next page.
        return store.list(criteria.read(cursor, limit + 1)).thenApply(found -> page(found, limit));
    }

    private static AuditPage page(List<AuditEntry> found, int limit) {
        List<AuditEntry> entries = found.subList(0, Math.min(limit, found.size()));
        return new AuditPage(
                entries.stream().map(AuditEntryView::of).toList(),
                found.size() > limit ? entries.get(limit - 1).id() : null);
    }
}
