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
 * The circuit breaker of one provider. A provider that fails repeatedly rests; then a single attempt probes whether it works again.
 * Only the provider's own failures count, not a rejected message.
 */
public final class ProviderHealth {

    private static final Exception FAILED = new Exception("failed");
    private static final int MAX_DOUBLINGS = 20;

    /** How long other nodes may take to read that a provider was resumed, and to report that it no longer rests. */
    private static final Duration RESUMING = Duration.ofSeconds(5);

    private final CircuitBreaker breaker;
    private final Clock clock;
    private final HealthSettings settings;
    private final ProviderSpeed speed;
    private volatile Instant restUntil = Instant.MIN;
    /** The rest that another node told of. */
    private volatile Instant adopted = Instant.MIN;

    private volatile @Nullable HandRest handRest;

    /** Until when the rests of other nodes are ignored: they have yet to read that a person resumed the provider. */
    private volatile Instant resumedUntil = Instant.MIN;

    private volatile @Nullable Failure lastFailure;

    /** Never slow. */
    public ProviderHealth(String provider, HealthSettings settings, Clock clock) {
        this(provider, settings, SlowSettings.OFF, clock);
    }

    /** @param clock should not jump; see {@link SteadyClock} */
    ProviderHealth(String provider, HealthSettings settings, SlowSettings slow, Clock clock) {
        this.settings = settings;
        this.speed = new ProviderSpeed(provider, slow, clock);
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
                        // A probe whose outcome is never recorded must not exclude the provider forever.
                        .maxWaitDurationInHalfOpenState(settings.maxRest())
                        .waitIntervalFunctionInOpenState(this::rest)
                        .clock(clock)
                        .build());
    }

    public record Failure(Instant at, Outcome outcome) {}

    public enum State {
        /** Is asked. */
        UP,
        /** Is left out, after failures or by hand. */
        RESTING,
        /** Has rested; the next attempt probes it. */
        PROBING
    }

    /** Whether the provider may be asked now. If so, {@link #record} or {@link #notAsked} must follow. */
    public boolean admits() {
        return !restsByHand() && breaker.tryAcquirePermission();
    }

    /** The rest that an operator ordered; empty if there is none now. */
    public Optional<HandRest> handRest() {
        return Optional.ofNullable(handRest).filter(rest -> rest.lastsAt(clock.instant()));
    }

    boolean restsByHand() {
        return handRest().isPresent();
    }

    void restByHand(HandRest rest) {
        handRest = rest;
    }

    /** Ends every rest. After failures, the next attempt probes the provider. */
    void resume() {
        handRest = null;
        resumedUntil = clock.instant().plus(RESUMING);
        adopted = Instant.MIN;
        restUntil = Instant.MIN;
        if (breaker.getState() == CircuitBreaker.State.OPEN) {
            breaker.transitionToHalfOpenState();
        }
    }

    /** Undoes {@link #admits}: the provider was not asked. */
    void notAsked() {
        breaker.releasePermission();
    }

    public void record(Outcome outcome, Duration duration) {
        speed.record(outcome, duration);
        if (!isFailure(outcome)) {
            if (outcome instanceof Unavailable) {
                breaker.releasePermission();
            } else {
                succeeded(duration);
            }
            return;
        }
        lastFailure = new Failure(clock.instant(), outcome);
        Optional<Duration> rest = immediateRest(outcome);
        if (rest.isPresent()) {
            restUntil = clock.instant().plus(rest.get());
            breaker.transitionToOpenStateUntil(restUntil);
        } else {
            breaker.onError(duration.toNanos(), TimeUnit.NANOSECONDS, FAILED);
        }
    }

    /**
     * Records a late answer. Its attempt was already counted as a failure and is not counted again. But a Retry-After, or a refusal of
     * the account, applies to all messages.
     */
    void recordLate(Outcome outcome) {
        Optional<Duration> rest = immediateRest(outcome);
        if (rest.isPresent()) {
            lastFailure = new Failure(clock.instant(), outcome);
            restUntil = clock.instant().plus(rest.get());
            breaker.transitionToOpenStateUntil(restUntil);
        }
    }

    public State state() {
        return restsByHand() ? State.RESTING : breakerState();
    }

    private State breakerState() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> clock.instant().isBefore(restUntil) ? State.RESTING : State.PROBING;
            case HALF_OPEN -> State.PROBING;
            default -> State.UP;
        };
    }

    /** When the rest after failures ends; in the past if there is none. */
    public Instant restUntil() {
        return restUntil;
    }

    /**
     * How much longer the provider rests, by this node's own attempts; empty if only another node reported it. Also empty if the account
     * is refused: that may be this node's own configuration.
     */
    Optional<Duration> ownRest() {
        Failure last = lastFailure;
        if (last != null && last.outcome() instanceof Unavailable u && u.cause() == Cause.ACCOUNT) {
            return Optional.empty();
        }
        Instant until = restUntil;
        Duration rest = Duration.between(clock.instant(), until.equals(Instant.MIN) ? clock.instant() : until);
        return rest.isNegative() || rest.isZero() || until.equals(adopted) ? Optional.empty() : Optional.of(rest);
    }

    /** Lets the provider rest as at another node. A rest of this node that is under way stays. */
    void adoptRest(Duration rest) {
        if (!rest.isNegative()
                && !rest.isZero()
                && breakerState() != State.RESTING
                && !clock.instant().isBefore(resumedUntil)) {
            Instant until = clock.instant().plus(rest);
            adopted = until;
            restUntil = until;
            breaker.transitionToOpenStateUntil(until);
        }
    }

    /** How fast it is, compared with its normal. */
    public ProviderSpeed speed() {
        return speed;
    }

    public Optional<Failure> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /** Whether an outcome counts as a failure of the provider. */
    public static boolean isFailure(Outcome outcome) {
        return outcome.fold(sent -> false, rejected -> false, u -> u.cause().isProvidersFault(), unknown -> true);
    }

    private void succeeded(Duration duration) {
        breaker.onSuccess(duration.toNanos(), TimeUnit.NANOSECONDS);
        if (breaker.getState() == CircuitBreaker.State.OPEN) {
            // It was asked while it rested, as the last resort, and works again.
            breaker.transitionToClosedState();
        }
        restUntil = Instant.MIN;
    }

    /** The rest that a single outcome causes: its Retry-After, or the usual one if the account is refused, as that affects all messages. */
    private Optional<Duration> immediateRest(Outcome outcome) {
        if (!(outcome instanceof Unavailable u)) {
            return Optional.empty();
        }
        if (u.retryAfter() != null) {
            return Optional.of(RetryAfter.bounded(u.retryAfter()));
        }
        return u.cause() == Cause.ACCOUNT ? Optional.of(settings.rest()) : Optional.empty();
    }

    private long rest(int restsInARow) {
        int doublings = Math.min(restsInARow - 1, MAX_DOUBLINGS);
        Duration rest = settings.rest().multipliedBy(1L << doublings);
        Duration bounded = rest.compareTo(settings.maxRest()) > 0 ? settings.maxRest() : rest;
        restUntil = clock.instant().plus(bounded);
        return bounded.toMillis();
    }
}
