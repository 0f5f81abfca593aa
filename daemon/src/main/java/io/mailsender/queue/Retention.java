package io.mailsender.queue;

import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes content and records that have been kept long enough. */
@Singleton
@Requires(beans = MessageStore.class)
public final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final MessageStore store;
    private final RetentionSettings settings;

    Retention(MessageStore store, RetentionSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** Deletes in several transactions, until nothing is left to delete. */
    public void purge() {
        store.purge(settings.keepContent(), settings.keepRecords()).whenComplete((more, failure) -> {
            if (failure != null) {
                LOG.warn("old messages could not be deleted: {}", failure.toString());
            } else if (more) {
                purge();
            }
        });
    }
}
