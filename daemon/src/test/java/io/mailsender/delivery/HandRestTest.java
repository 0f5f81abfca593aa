package io.mailsender.delivery;

import static io.mailsender.testing.Outcomes.UNREACHABLE;
import static io.mailsender.testing.Outcomes.throttledFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.RoundInput.RetryMode;
import io.mailsender.message.Message;
import io.mailsender.testing.Messages;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Providers that rest by hand. */
class HandRestTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final SettableClock clock = new SettableClock();
    private final ScriptedProvider first = new ScriptedProvider("first");
    private final ScriptedProvider second = new ScriptedProvider("second");
    private final Failover failover = new Failover(
            List.of(first, second),
            new DeliverySettings(Duration.ofSeconds(30), Duration.ofSeconds(20), OnUnknown.RESEND, 1),
            new HealthSettings(5, 10, Duration.ofSeconds(30), Duration.ofMinutes(10)),
            LimitSettings.NONE,
            new DeliveryMetrics(new SimpleMeterRegistry()),
            clock);
    private final HandRests rests = new HandRests(failover, null);
    private final Message message = Messages.to("ann@example.com");

    @Test
    void theNextProviderTakesTheMessage() {
        rest(first, null);

        assertThat(deliver(message).sentBy()).map(Attempt::provider).contains("second");
        assertThat(first.calls()).isEmpty();
        assertThat(failover.health(first).state()).isEqualTo(ProviderHealth.State.RESTING);
    }

    @Test
    void isNeverAskedAsTheLastResort() {
        rest(first, null);
        second.answers(UNREACHABLE, throttledFor(Duration.ofMinutes(5)));
        assertThat(deliver(message).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(deliver(message).status()).isEqualTo(DeliveryStatus.FAILED);
        // The second one rests after failures, so that it is the last resort, although its rest ends later.
        assertThat(deliver(message).sentBy()).map(Attempt::provider).contains("second");
        assertThat(first.calls()).isEmpty();
    }

    @Test
    void theAnswerNamesTheRests() {
        Instant until = clock.instant().plus(HOUR);
        rest(first, null);
        rest(second, until);

        RoundResult result = deliver(message);

        assertThat(result.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(result.attempts()).isEmpty();
        assertThat(result.withheld()).isEqualTo("first, second until " + until);
        assertThat(result.retryAfter()).isEqualTo(HOUR);
    }

    @Test
    void aTestIsSentAllTheSameAndToNobodyElse() {
        rest(first, null);
        Message test = message.withRoute(RouteTable.test("first"));
        first.answers(UNREACHABLE);

        assertThat(deliver(test).attempts()).extracting(Attempt::provider).containsExactly("first");
        assertThat(deliver(test).sentBy()).map(Attempt::provider).contains("first");
        assertThat(deliver(message.withRoute(RouteTable.test("gone"))).attempts())
                .isEmpty();
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void aQueuedMessageWaitsAndNeverFailsWithoutAnAttempt() {
        rest(first, null);
        rest(second, clock.instant().plus(Duration.ofSeconds(90)));
        Instant now = clock.instant();

        // Due again when the rest ends, although the time to give up is over.
        NextStep next = round(now.minus(Duration.ofDays(30))).next();
        assertThat(next.status()).isEqualTo(DeliveryStatus.QUEUED);
        assertThat(next.rounds()).isZero();
        assertThat(next.due()).isBetween(now.plusSeconds(90), now.plusSeconds(92));

        rest(second, null);
        next = round(now.minus(Duration.ofDays(30))).next();
        assertThat(next.status()).isEqualTo(DeliveryStatus.QUEUED);
        assertThat(next.due()).isBetween(now.plus(RetryPolicy.WITHHELD_POLL), now.plusSeconds(302));

        rests.resume(second, "");
        assertThat(round(now).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(first.calls()).isEmpty();
    }

    @Test
    void aRestEndsByItself() {
        rest(first, clock.instant().plus(HOUR));
        clock.advance(HOUR);
        assertThat(failover.health(first).state()).isEqualTo(ProviderHealth.State.UP);
        assertThat(deliver(message).sentBy()).map(Attempt::provider).contains("first");
    }

    @Test
    void resumingEndsARestAfterFailuresHereAndAtTheOtherNodes() {
        MemoryStore store = new MemoryStore();
        HandRests here = new HandRests(failover, store);
        Failover there = new Failover(
                List.of(new ScriptedProvider("first")),
                failover.settings(),
                new HealthSettings(5, 10, Duration.ofSeconds(30), Duration.ofMinutes(10)),
                LimitSettings.NONE,
                new DeliveryMetrics(new SimpleMeterRegistry()),
                clock);
        HandRests other = new HandRests(there, store);
        other.tryRefresh();
        ProviderHealth health = there.health(there.provider("first"));
        health.record(throttledFor(HOUR), Duration.ZERO);
        failover.health(first).record(throttledFor(HOUR), Duration.ZERO);

        here.resume(first, "ops");
        assertThat(failover.health(first).state()).isEqualTo(ProviderHealth.State.PROBING);
        // The other node still reports its rest, as it has not read the store.
        failover.health(first).adoptRest(HOUR);
        assertThat(failover.health(first).state()).isEqualTo(ProviderHealth.State.PROBING);
        other.tryRefresh();
        assertThat(health.state()).isEqualTo(ProviderHealth.State.PROBING);
        assertThat(health.ownRest()).isEmpty();

        // The same resumption does not end a later rest.
        health.record(throttledFor(HOUR), Duration.ZERO);
        other.tryRefresh();
        assertThat(health.state()).isEqualTo(ProviderHealth.State.RESTING);
    }

    @Test
    void keepsTheLastStateWhileTheStoreCannotBeReadAndIgnoresStrangers() {
        MemoryStore store = new MemoryStore();
        store.rests.add(new HandRest("gone", null, clock.instant(), null, ""));
        store.rests.add(new HandRest("first", null, clock.instant(), null, ""));
        HandRests read = new HandRests(failover, store);
        read.tryRefresh();
        store.isBroken = true;
        read.tryRefresh();
        assertThat(failover.health(first).handRest()).isPresent();

        assertThat(read.resume(first, "").toCompletableFuture()).isCompletedExceptionally();
        assertThat(failover.health(first).handRest()).isPresent();
    }

    private void rest(ScriptedProvider provider, @Nullable Instant until) {
        rests.rest(provider, until, null, "").toCompletableFuture().join();
    }

    private RoundResult deliver(Message mail) {
        return failover.deliver(mail, OnUnknown.RESEND).toCompletableFuture().join();
    }

    private RoundResult round(Instant started) {
        RetryPolicy policy = failover.retryPolicy(
                new RetrySettings(Duration.ofSeconds(30), HOUR, Duration.ofDays(2)), new Random(1));
        return failover.start(
                        RoundInput.first(message, OnUnknown.RESEND, started, RetryMode.ALWAYS),
                        policy,
                        Journal.none(clock))
                .toCompletableFuture()
                .join();
    }

    private static final class MemoryStore implements RestStore {

        private final List<HandRest> rests = new ArrayList<>();
        private boolean isBroken;

        @Override
        public CompletionStage<List<HandRest>> all() {
            return isBroken
                    ? CompletableFuture.failedFuture(new IllegalStateException("broken"))
                    : CompletableFuture.completedFuture(List.copyOf(rests));
        }

        @Override
        public CompletionStage<Void> put(HandRest rest) {
            if (isBroken) {
                return CompletableFuture.failedFuture(new IllegalStateException("broken"));
            }
            rests.removeIf(other -> other.provider().equals(rest.provider()));
            rests.add(rest);
            return CompletableFuture.completedFuture(null);
        }
    }
}
