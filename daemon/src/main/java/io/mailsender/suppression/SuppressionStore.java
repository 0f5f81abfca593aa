package io.mailsender.suppression;

import io.mailsender.common.StoreUnavailableException;
import io.mailsender.message.EmailAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the suppression list. An expired entry is treated as if it were deleted. A stage completes when its result is on disk, or with a
 * {@link StoreUnavailableException}. No method blocks its caller.
 */
public interface SuppressionStore {

    /** The most entries of one {@link #add}. */
    int MAX_ADDED = 1_000;

    /** Whether there is no entry at all. */
    CompletionStage<Boolean> isEmpty();

    /** The entries of these addresses that concern the messages of this owner: global ones, and those of its own. */
    CompletionStage<List<Suppression>> find(String owner, Collection<EmailAddress> addresses);

    /**
     * Adds entries. An entry that exists is never weakened: the stronger reason stays, with its source and text, and the later expiry;
     * the time of its creation always stays.
     */
    CompletionStage<Void> add(List<Suppression> entries);

    /**
     * Removes the entries of an address, and forgets its soft bounces. A report of an event before this moment, which may still be on its
     * way, does not put it back.
     *
     * @param scope {@code null} for all
     * @return what was removed
     */
    CompletionStage<List<Suppression>> remove(EmailAddress address, @Nullable String scope);

    /** A page of the list, in the order of the addresses. */
    CompletionStage<List<Suppression>> list(SuppressionFilter filter);

    /** The time by which entries expire. */
    Instant now();
}
