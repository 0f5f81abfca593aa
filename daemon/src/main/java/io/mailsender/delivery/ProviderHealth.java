package io.mailsender.delivery;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.RetryAfter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider is worth asking. One that keeps failing rests; after that one message finds out whether it has recovered.
 * Only what is the provider's own fault counts: a rejected message says nothing against it.
 */
public final class ProviderHealth {

    private static final Exception FAILED = new Exception("failed");

    private final CircuitBreaker breaker;
    private final Clock clock;
    private final HealthSettings settings;
    private volatile Instant restUntil = Instant.MIN;
    private volatile @Nullable Failure lastFailure;

    /** @param clock should not jump; see {@link SteadyClock} */
    public ProviderHealth(String provider, HealthSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        breaker = CircuitBreaker.of(
                provider,
                CircuitBreakerConfig.custom()
                        .slidingWindow(
                                settings.window(),
                                settings.failures(),
                                CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(100f * settings.failures() / settings.window())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        // A probe whose end is never told must not keep the provider out for good.
                        .maxWaitDurationInHalfOpenState(settings.maxRest())
                        .waitIntervalFunctionInOpenState(this::rest)
                        .clock(clock)
                        .build());
    }

    /** What a provider last did wrong. */
    public record Failure(Instant at, Outcome outcome) {}

    public enum State {
        /** Takes messages. */
        UP,
        /** Is left alone for now. */
        RESTING,
        /** Has rested, and the next message finds out how it is. */
        PROBING
    }

    /** Whether it may be asked now. After {@code true} the outcome must be told to {@link #record}, or that it was {@link #notAsked}. */
    public boolean admits() {
        return breaker.tryAcquirePermission();
    }

    /** It was not asked after all. */
    void notAsked() {
        breaker.releasePermission();
    }

    public void record(Outcome outcome, Duration duration) {
        if (!isFailure(outcome)) {
            if (outcome instanceof Unavailable) {
                breaker.releasePermission();
            } else {
                succeeded(duration);
            }
            return;
        }
        lastFailure = new Failure(clock.instant(), outcome);
        Optional<Duration> ownRest = ownRest(outcome);
        if (ownRest.isPresent()) {
            restUntil = clock.instant().plus(ownRest.get());
            breaker.transitionToOpenStateUntil(restUntil);
        } else {
            breaker.onError(duration.toNanos(), TimeUnit.NANOSECONDS, FAILED);
        }
    }

    /**
     * The answer to an attempt that counted as a failure already, for want of one. It counts no second time; but what it says of the
     * account, or of a wait, holds for every message.
     */
    void recordLate(Outcome outcome) {
        Optional<Duration> ownRest = ownRest(outcome);
        if (ownRest.isPresent()) {
            lastFailure = new Failure(clock.instant(), outcome);
            restUntil = clock.instant().plus(ownRest.get());
            breaker.transitionToOpenStateUntil(restUntil);
        }
    }

    public State state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> clock.instant().isBefore(restUntil) ? State.RESTING : State.PROBING;
            case HALF_OPEN -> State.PROBING;
            default -> State.UP;
        };
    }

    /** When its rest ends; in the past where it does not rest. */
    public Instant restUntil() {
        return restUntil;
    }

    public Optional<Failure> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /** Whether an outcome counts against the provider. */
    public static boolean isFailure(Outcome outcome) {
        return outcome.fold(sent -> false, rejected -> false, u -> u.cause().isProvidersFault(), unknown -> true);
    }

    private void succeeded(Duration duration) {
        breaker.onSuccess(duration.toNanos(), TimeUnit.NANOSECONDS);
        if (breaker.getState() == CircuitBreaker.State.OPEN) {
            // It was asked although it rested, for want of a better one, and it works again.
            breaker.transitionToClosedState();
        }
        restUntil = Instant.MIN;
    }

    /** A provider that names its wait gets it; one that refuses the account does so for every message. */
    private Optional<Duration> ownRest(Outcome outcome) {
        if (!(outcome instanceof Unavailable u)) {
            return Optional.empty();
        }
        if (u.retryAfter() != null) {
            return Optional.of(RetryAfter.bounded(u.retryAfter()));
        }
        return u.cause() == Cause.ACCOUNT ? Optional.of(settings.rest()) : Optional.empty();
    }

    private long rest(int timesInARow) {
        int doublings = Math.min(timesInARow - 1, 20);
        Duration rest = settings.rest().multipliedBy(1L << doublings);
        Duration bounded = rest.compareTo(settings.maxRest()) > 0 ? settings.maxRest() : rest;
        restUntil = clock.instant().plus(bounded);
        return bounded.toMillis();
    }
}
