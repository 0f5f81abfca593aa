package io.mailsender.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.micronaut.core.util.clhm.ConcurrentLinkedHashMap;
import java.time.Duration;
import java.util.Map;

/**
 * Limits requests with a wrong key, by client address. It does not affect requests with a valid key: keys are too long to be guessed,
 * and many callers may share an address.
 */
final class FailedAuthenticationLimit {

    static final int PER_MINUTE = 20;

    private static final Quota ALLOWED = new Quota(PER_MINUTE, Duration.ofMinutes(1));

    /** How many addresses are kept. A client with more addresses than that displaces its own. */
    private static final int MAX_ADDRESSES = 10_000;

    private final Map<String, Bucket> byAddress = new ConcurrentLinkedHashMap.Builder<String, Bucket>()
            .maximumWeightedCapacity(MAX_ADDRESSES)
            .build();
    private final TimeMeter time;

    FailedAuthenticationLimit(TimeMeter time) {
        this.time = time;
    }

    /** @return whether the address is over the limit */
    boolean isExceededBy(String address) {
        return !byAddress.computeIfAbsent(address, any -> ALLOWED.bucket(time)).tryConsume(1);
    }
}
