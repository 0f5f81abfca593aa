package io.mailsender.queue;

import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes content and records that have been kept long enough. */
@Singleton
@Requires(beans = MessageStore.class)
public final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final MessageStore store;
    private final List<RecordPurge> others;
    private final RetentionSettings settings;

    Retention(MessageStore store, List<RecordPurge> others, RetentionSettings settings) {
        this.store = store;
        this.others = List.copyOf(others);
        this.settings = settings;
    }

    /** Deletes in several transactions, until nothing is left to delete. */
    public void purge() {
        purge("messages", () -> store.purge(settings.keepContent(), settings.keepRecords()));
        others.forEach(other -> purge("records", () -> other.purge(settings)));
    }

    private static void purge(String what, Supplier<CompletionStage<Boolean>> batch) {
        batch.get().whenComplete((more, failure) -> {
            if (failure != null) {
                LOG.warn("old {} could not be deleted: {}", what, failure.toString());
            } else if (more) {
                purge(what, batch);
            }
        });
    }
}
