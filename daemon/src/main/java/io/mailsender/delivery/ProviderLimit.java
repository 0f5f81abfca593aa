package io.mailsender.delivery;

import io.mailsender.delivery.LimitSettings.RateLimit;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** How much one provider may be asked: so many messages at a time, and so many messages or recipients in a period. */
final class ProviderLimit {

    private final String provider;
    private final int concurrency;
    private final Semaphore free;
    private final @Nullable RateLimit rate;
    private final @Nullable RateWindow window;

    /** @param clock never goes back */
    ProviderLimit(String provider, LimitSettings settings, Clock clock) {
        this.provider = provider;
        this.concurrency = settings.concurrencyOf(provider);
        this.free = new Semaphore(concurrency);
        this.rate = settings.rateOf(provider).orElse(null);
        this.window = rate == null ? null : new RateWindow(rate.rate(), clock);
    }

    /**
     * What keeps a message from being sent now.
     *
     * @param limit in words, for the one who waits, e.g. {@code limits.rate of amazon_ses, 14/s}
     * @param turn how long until its turn, if nobody else takes it; {@code null} where nobody can tell, since it has to wait for an answer
     */
    record Busy(String limit, @Nullable Duration turn) {}

    /** Takes a turn now; then {@link #release} has to follow. Empty where it was taken. */
    Optional<Busy> tryAcquire(int recipients) {
        Optional<Busy> busy = tryStart();
        if (busy.isPresent()) {
            return busy;
        }
        Duration wait = reserve(recipients, Duration.ZERO);
        if (wait.isZero()) {
            return Optional.empty();
        }
        free.release();
        return Optional.of(new Busy("limits.rate of " + provider + ", " + rate, wait));
    }

    /**
     * Takes a turn of the rate in advance. Those who do so come one after the other in the order in which they asked, and before those
     * who ask later. A turn that is then not used is lost. When it comes, {@link #tryStart} has to follow.
     *
     * @param patience how long the caller will wait
     * @return how long until the turn; it is taken where that is not more than the patience, and else it is not
     */
    Duration reserve(int recipients, Duration patience) {
        return rate == null || window == null
                ? Duration.ZERO
                : window.take(rate.recipients() ? recipients : 1, patience);
    }

    /** Begins what has its turn of the rate; then {@link #release} has to follow. Empty where it may. */
    Optional<Busy> tryStart() {
        return free.tryAcquire()
                ? Optional.empty()
                : Optional.of(new Busy("limits.concurrency of " + provider + ", " + concurrency, null));
    }

    void release() {
        free.release();
    }
}
