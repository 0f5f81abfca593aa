package io.mailsender.audit;

import io.mailsender.common.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Keeps the audit. A stage completes with a {@link StoreUnavailableException} if the store could not be written or read. */
public interface AuditStore {

    /** The characters of an entry's id. */
    int ID_LENGTH = 32;

    /** Records all of them or none; completes when they are on disk. */
    CompletionStage<Void> add(List<Deed> deeds);

    /** Newest first. */
    CompletionStage<List<AuditEntry>> list(AuditQuery query);

    /**
     * Deletes old entries. One call deletes a limited number, so that other writes come in between.
     *
     * @return whether there may be more to delete
     */
    CompletionStage<Boolean> purge(Duration keep);
}
