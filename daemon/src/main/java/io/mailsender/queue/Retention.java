package io.mailsender.queue;

import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets what has been kept long enough. */
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

    /** Goes on until nothing is left to forget. */
    public void purge() {
        store.purge(settings.keepContent(), settings.keepRecords()).whenComplete((more, failure) -> {
            if (failure != null) {
                LOG.warn("Old messages could not be removed: {}", failure.toString());
            } else if (more) {
                purge();
            }
        });
    }
}
