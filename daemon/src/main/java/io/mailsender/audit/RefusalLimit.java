package io.mailsender.audit;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.micronaut.core.util.clhm.ConcurrentLinkedHashMap;
import java.time.Duration;
import java.util.Map;

/**
 * Limits entries about what was not done: a stranger who guesses keys, or a program that repeats a refused request all day, must not fill the
 * disk. All strangers share one limit, whatever their addresses; each key has its own.
 */
final class RefusalLimit {

    static final int PER_HOUR = 60;

    /** Only names of existing keys come here. */
    private static final int MAX_KEYS = 1_000;

    private final Map<String, Bucket> byKey = new ConcurrentLinkedHashMap.Builder<String, Bucket>()
            .maximumWeightedCapacity(MAX_KEYS)
            .build();
    private final TimeMeter time;

    RefusalLimit(TimeMeter time) {
        this.time = time;
    }

    /** @param key empty for strangers */
    boolean isExceededBy(String key) {
        return !byKey.computeIfAbsent(key, any -> bucket()).tryConsume(1);
    }

    private Bucket bucket() {
        Bandwidth allowed = Bandwidth.builder()
                .capacity(PER_HOUR)
                .refillGreedy(PER_HOUR, Duration.ofHours(1))
                .build();
        return Bucket.builder().addLimit(allowed).withCustomTimePrecision(time).build();
    }
}
