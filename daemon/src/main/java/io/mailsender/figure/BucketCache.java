package io.mailsender.figure;

import io.mailsender.figure.FigureStore.Counted;
import io.mailsender.figure.Period.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a period. Those of pieces that are over are kept for a while, and not counted again: messages that ended then rarely
 * change.
 */
final class BucketCache {

    /** When all pieces are counted again, because people and late reports do change old messages. */
    private static final Duration RECOUNT = Duration.ofMinutes(10);

    private final Counter counter;
    private final InstantSource clock;
    private final Duration width;
    private final int length;
    private final Map<String, Known> byOwner = new ConcurrentHashMap<>();

    /** @param length the number of buckets */
    BucketCache(Counter counter, InstantSource clock, Duration width, int length) {
        this.counter = counter;
        this.clock = clock;
        this.width = width;
        this.length = length;
    }

    /** {@link FigureStore#buckets}. */
    interface Counter {
        CompletionStage<List<Counted>> buckets(@Nullable String owner, Instant from, Instant until, Duration width);
    }

    /** @param full when all buckets were counted */
    private record Known(Instant full, Instant at, List<Counted> buckets) {}

    /** @param owner {@code null} for all messages */
    CompletionStage<Period> period(@Nullable String owner) {
        Instant now = clock.instant();
        Instant current = begin(now);
        Instant first = current.minus(width.multipliedBy(length - 1L));
        String key = owner == null ? "" : owner;
        byOwner.values().removeIf(known -> isOld(known, now));
        Known known = byOwner.get(key);
        Instant from = known == null ? first : later(first, begin(known.at).minus(width));
        CompletableFuture<List<Counted>> counted =
                counter.buckets(owner, from, current.plus(width), width).toCompletableFuture();
        return counted.thenApply(newest -> {
            List<Counted> all = new ArrayList<>();
            if (known != null) {
                known.buckets.stream()
                        .filter(one -> !one.at().isBefore(first) && one.at().isBefore(from))
                        .forEach(all::add);
            }
            all.addAll(newest);
            byOwner.put(key, new Known(known == null ? now : known.full, now, all));
            return period(all);
        });
    }

    private boolean isOld(Known known, Instant now) {
        Duration recount = RECOUNT.compareTo(width) > 0 ? RECOUNT : width;
        return now.isBefore(known.at) || !now.isBefore(known.full.plus(recount));
    }

    private Instant begin(Instant at) {
        return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), width.toMillis()) * width.toMillis());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Period period(List<Counted> all) {
        return new Period(
                all.get(0).at(),
                (int) width.toSeconds(),
                sum(all, Counted::accepted),
                sum(all, Counted::sent),
                sum(all, Counted::delivered),
                sum(all, Counted::failed),
                sum(all, Counted::rejected),
                sum(all, Counted::unknown),
                all.stream()
                        .map(one -> new Bucket(
                                one.at(),
                                one.accepted().count(),
                                one.sent().count(),
                                one.failed().count() + one.rejected().count()))
                        .toList());
    }

    private static BoundedCount sum(List<Counted> all, Function<Counted, BoundedCount> part) {
        return all.stream().map(part).reduce(BoundedCount.ZERO, BoundedCount::plus);
    }
}
