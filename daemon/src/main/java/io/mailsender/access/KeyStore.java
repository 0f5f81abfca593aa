package io.mailsender.access;

import io.mailsender.common.StoreUnavailableException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the API keys that all nodes of a store share. Revoked keys stay on record. A stage completes with a
 * {@link StoreUnavailableException} if the store could not be read or written.
 */
public interface KeyStore {

    /** How many keys of one name may be live: a key and its successor. */
    int MAX_LIVE = 2;

    /** All keys, oldest first. */
    CompletionStage<List<StoredKey>> all();

    /** @return whether it was added; false if its name already has {@value #MAX_LIVE} live keys */
    CompletionStage<Boolean> add(StoredKey key);

    /** @return whether there is such a key, which is then revoked */
    CompletionStage<Boolean> revoke(String id);

    /** Records that keys were used now, to the minute. */
    CompletionStage<Void> used(Collection<String> ids);
}
