package io.mailsender.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.micronaut.core.util.clhm.ConcurrentLinkedHashMap;
import java.time.Duration;
import java.util.Map;

/**
 * How often somebody came with a wrong key. A right one passes all the same: keys are too long to be guessed, and many callers may
 * share an address.
 */
final class FailedAttempts {

    static final int PER_MINUTE = 20;

    private static final Quota ALLOWED = new Quota(PER_MINUTE, Duration.ofMinutes(1));

    /** So many addresses are remembered; whoever has more of them than that pushes out his own. */
    private static final int MAX_ADDRESSES = 10_000;

    private final Map<String, Bucket> byAddress = new ConcurrentLinkedHashMap.Builder<String, Bucket>()
            .maximumWeightedCapacity(MAX_ADDRESSES)
            .build();
    private final TimeMeter time;

    FailedAttempts(TimeMeter time) {
        this.time = time;
    }

    /** @return whether the address has had too many of them */
    boolean add(String address) {
        return !byAddress.computeIfAbsent(address, any -> ALLOWED.bucket(time)).tryConsume(1);
    }
}
