package io.mailsender.delivery;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** How much one provider may be asked. Nobody waits here: a message beyond the limit goes to the next provider, or is tried later. */
final class ProviderLimit {

    private final Semaphore free;
    private final Optional<RateLimiter> rate;

    ProviderLimit(String provider, LimitSettings settings) {
        this.free = new Semaphore(settings.concurrencyOf(provider));
        this.rate = settings.rateOf(provider)
                .map(limit -> RateLimiter.of(
                        provider,
                        RateLimiterConfig.custom()
                                .limitForPeriod(limit.messages())
                                .limitRefreshPeriod(limit.period())
                                .timeoutDuration(Duration.ZERO)
                                .build()));
    }

    /** @return whether it may be asked now; then {@link #release} has to follow */
    boolean tryAcquire() {
        if (!free.tryAcquire()) {
            return false;
        }
        if (rate.isPresent() && !rate.get().acquirePermission()) {
            free.release();
            return false;
        }
        return true;
    }

    void release() {
        free.release();
    }
}
