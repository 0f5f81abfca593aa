package io.mailsender.figure;

import io.mailsender.figure.FigureStore.Held;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What is counted in the store, shared by all who ask. */
@Singleton
@Requires(beans = FigureStore.class)
final class Figures {

    private static final int NEXT = 10;

    private final FigureStore store;
    private final BucketCache minutes;
    private final BucketCache halfHours;
    private final SharedAnswer<Now> overviews;
    private final SharedAnswer<QueueView> queues;

    Figures(FigureStore store) {
        this.store = store;
        this.minutes = new BucketCache(store::buckets, store::now, Duration.ofMinutes(1), 60);
        this.halfHours = new BucketCache(store::buckets, store::now, Duration.ofMinutes(30), 48);
        this.overviews = new SharedAnswer<>(store::now);
        this.queues = new SharedAnswer<>(store::now);
    }

    /** The figures of the overview. */
    record Now(Instant at, Period hour, Period day, QueueDepth queue, Held unknown) {}

    /** @param owner {@code null} for all messages */
    CompletionStage<Now> of(@Nullable String owner) {
        return overviews.get(owner, () -> {
            Instant at = store.now();
            CompletionStage<Period> day = halfHours.period(owner);
            CompletionStage<QueueDepth> depth = store.depth(owner);
            CompletionStage<Held> unknown = store.unknown(owner);
            return minutes.period(owner)
                    .thenCompose(hour -> day.thenCompose(
                            all -> depth.thenCombine(unknown, (queue, held) -> new Now(at, hour, all, queue, held))));
        });
    }

    /** @param owner {@code null} for all messages */
    CompletionStage<QueueView> queue(@Nullable String owner) {
        return queues.get(
                owner,
                () -> of(owner)
                        .thenCompose(now -> store.nodes(owner)
                                .thenCombine(
                                        store.next(owner, NEXT),
                                        (nodes, next) ->
                                                new QueueView(now.at(), now.queue(), nodes, next, now.hour()))));
    }
}
