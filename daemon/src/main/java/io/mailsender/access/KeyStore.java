package io.mailsender.access;

import io.mailsender.common.StoreUnavailableException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Keeps API keys where all daemons that share a store see them. Those that are revoked stay on record. A stage completes with a
 * {@link StoreUnavailableException} where the store could not be written or read.
 */
public interface KeyStore {

    /** How many keys of one name may be live: an old one and its successor. */
    int MAX_LIVE = 2;

    /** All of them, the oldest first. */
    CompletionStage<List<StoredKey>> all();

    /** @return whether it was added; false where its name has {@value #MAX_LIVE} live keys already */
    CompletionStage<Boolean> add(StoredKey key);

    /** @return whether there is such a key; it is revoked then, if it was not before */
    CompletionStage<Boolean> revoke(String id);

    /** Notes that keys are used about now. */
    CompletionStage<Void> used(Collection<String> ids);
}
