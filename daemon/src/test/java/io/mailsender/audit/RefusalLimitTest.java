package io.mailsender.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** BookStackApp/BookStack#3211: failed sign-ins could fill an audit log and the database. */
class RefusalLimitTest {

    private final AtomicLong nanos = new AtomicLong();
    private final RefusalLimit limit = new RefusalLimit(new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    @Test
    void recordsAFewAnHourOfAllStrangersTogetherAndOfEachKey() {
        assertThat(recorded("", 100_000)).isEqualTo(RefusalLimit.PER_HOUR);
        assertThat(recorded("shop", 100)).isEqualTo(RefusalLimit.PER_HOUR);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(recorded("", 100_000)).isEqualTo(RefusalLimit.PER_HOUR);
    }

    private long recorded(String key, int tries) {
        return IntStream.range(0, tries).filter(i -> !limit.isExceededBy(key)).count();
    }
}
