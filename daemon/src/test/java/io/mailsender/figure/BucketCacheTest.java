package io.mailsender.figure;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.figure.FigureStore.Counted;
import io.mailsender.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BucketCacheTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SettableClock clock = new SettableClock();
    private final Instant start = clock.instant();
    private final List<Instant> counted = new ArrayList<>();
    private final BucketCache cache = new BucketCache(this::count, clock, MINUTE, 5);

    /** As many messages as the minute of the hour. */
    private CompletionStage<List<Counted>> count(@Nullable String owner, Instant from, Instant until, Duration width) {
        List<Counted> buckets = new ArrayList<>();
        for (Instant at = from; at.isBefore(until); at = at.plus(width)) {
            counted.add(at);
            BoundedCount sent = new BoundedCount(at.getEpochSecond() / 60 % 60, false);
            BoundedCount none = BoundedCount.ZERO;
            buckets.add(new Counted(at, none, sent, none, none, none, none));
        }
        return CompletableFuture.completedFuture(buckets);
    }

    private Period period(@Nullable String owner) {
        return cache.period(owner).toCompletableFuture().join();
    }

    @Test
    void countsTheNewestPiecesAgainOnly() {
        clock.advance(Duration.ofSeconds(630));
        Period first = period(null);
        assertThat(first.since()).isEqualTo(start.plusSeconds(360));
        assertThat(first.sent()).isEqualTo(BoundedCount.exactly(6 + 7 + 8 + 9 + 10));
        assertThat(first.buckets()).hasSize(5);
        assertThat(counted).hasSize(5);

        counted.clear();
        clock.advance(MINUTE);
        Period second = period(null);
        assertThat(second.sent()).isEqualTo(BoundedCount.exactly(7 + 8 + 9 + 10 + 11));
        assertThat(second.buckets()).extracting(Period.Bucket::sent).containsExactly(7L, 8L, 9L, 10L, 11L);
        assertThat(counted).containsExactly(start.plusSeconds(540), start.plusSeconds(600), start.plusSeconds(660));

        counted.clear();
        period("shop");
        assertThat(counted).as("another owner").hasSize(5);
    }

    @Test
    void leavesNoGapAfterAPauseAndCountsAllNowAndThen() {
        period(null);
        clock.advance(Duration.ofMinutes(3));
        assertThat(period(null).buckets())
                .extracting(Period.Bucket::at)
                .containsExactly(
                        start.minusSeconds(60),
                        start,
                        start.plusSeconds(60),
                        start.plusSeconds(120),
                        start.plusSeconds(180));
        clock.advance(Duration.ofMinutes(6));
        assertThat(period(null).buckets()).hasSize(5);
        counted.clear();
        clock.advance(MINUTE);
        period(null);
        assertThat(counted).as("ten minutes later").hasSize(5);
    }
}
