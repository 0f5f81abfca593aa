package io.mailsender.status;

import io.mailsender.http.ProblemException;
import io.mailsender.queue.MessageFilter;
import io.mailsender.queue.MessageStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Counts what a filter finds, exactly or not at all: a person confirms this number. */
final class BulkCount {

    /** Together two million messages, in some seconds. */
    private static final int MAX_READS = 100;

    private final MessageStore store;

    BulkCount(MessageStore store) {
        this.store = store;
    }

    CompletionStage<Long> of(MessageFilter filter) {
        return from(filter, 0, 1);
    }

    private CompletionStage<Long> from(MessageFilter filter, long before, int reads) {
        return store.count(filter).thenCompose(count -> {
            long sum = before + count.messages();
            if (count.next() == null) {
                return CompletableFuture.completedFuture(sum);
            }
            if (reads == MAX_READS) {
                throw ProblemException.badRequest(
                        "filter",
                        "would look at more than " + MAX_READS * MessageFilter.SCAN
                                + " messages to count them; add since, until, a tag or a recipient");
            }
            return from(filter.from(count.next(), filter.limit()), sum, reads + 1);
        });
    }
}
