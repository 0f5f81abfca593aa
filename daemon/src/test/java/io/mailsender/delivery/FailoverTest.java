package io.mailsender.delivery;

import static io.mailsender.testing.Outcomes.ACCOUNT;
import static io.mailsender.testing.Outcomes.REJECTED;
import static io.mailsender.testing.Outcomes.THROTTLED;
import static io.mailsender.testing.Outcomes.UNKNOWN;
import static io.mailsender.testing.Outcomes.UNREACHABLE;
import static io.mailsender.testing.Outcomes.UNSUPPORTED;
import static io.mailsender.testing.Outcomes.throttledFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
import io.mailsender.testing.Messages;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailoverTest {

    private final SettableClock clock = new SettableClock();
    private final ScriptedProvider first = new ScriptedProvider("first");
    private final ScriptedProvider second = new ScriptedProvider("second");
    private final ScriptedProvider third = new ScriptedProvider("third");
    private final RecordingListener listener = new RecordingListener();
    private LimitSettings limits = LimitSettings.NONE;
    private final Message message = Messages.to("ann@example.com");

    @Test
    void stopsAtTheFirstProviderThatTakesTheMessage() {
        RoundResult result = deliver(OnUnknown.RESEND, first, second);

        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(result.sentBy()).map(Attempt::provider).contains("first");
        assertThat(result.possibleDuplicate()).isFalse();
        assertThat(second.calls()).isEmpty();
    }

    static List<Outcome> unavailable() {
        return List.of(UNREACHABLE, THROTTLED, ACCOUNT, UNSUPPORTED);
    }

    @ParameterizedTest
    @MethodSource("unavailable")
    void asksTheNextProviderIfItIsCertainlyNotSent(Outcome outcome) {
        first.answers(outcome);

        RoundResult result = deliver(OnUnknown.FAIL, first, second);

        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(result.sentBy()).map(Attempt::provider).contains("second");
        assertThat(result.attempts()).extracting(Attempt::outcome).startsWith(outcome);
        assertThat(result.possibleDuplicate()).isFalse();
    }

    @Test
    void stopsIfTheMessageIsRejected() {
        first.answers(REJECTED);

        RoundResult result = deliver(OnUnknown.RESEND, first, second);

        assertThat(result.status()).isEqualTo(DeliveryStatus.REJECTED);
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void resendsAnUnknownMessageAndMarksIt() {
        first.answers(UNKNOWN);

        RoundResult result = deliver(OnUnknown.RESEND, first, second);

        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(result.possibleDuplicate()).isTrue();
        assertThat(second.calls())
                .singleElement()
                .extracting(c -> c.message().id())
                .isEqualTo(message.id());
    }

    @Test
    void holdsAnUnknownMessage() {
        first.answers(UNKNOWN);

        RoundResult result = deliver(OnUnknown.HOLD, first, second);

        assertThat(result.status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(result.possibleDuplicate()).isFalse();
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void failsAnUnknownMessageAndStillSaysThatItMayBeSent() {
        first.answers(UNKNOWN);

        RoundResult result = deliver(OnUnknown.FAIL, first, second);

        assertThat(result.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(result.mayBeSent()).isTrue();
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void anUnknownAttemptIsNeverReportedAsNotSent() {
        first.answers(UNKNOWN);
        second.answers(UNREACHABLE);

        assertThat(deliver(OnUnknown.RESEND, first, second).status()).isEqualTo(DeliveryStatus.UNKNOWN);
    }

    @Test
    void isUnknownRatherThanRejectedIfAnEarlierProviderMayHaveSentIt() {
        first.answers(UNKNOWN);
        second.answers(REJECTED);

        assertThat(deliver(OnUnknown.RESEND, first, second).status()).isEqualTo(DeliveryStatus.UNKNOWN);
    }

    @Test
    void failsIfNoProviderTakesIt() {
        first.answers(UNREACHABLE);
        second.answers(throttledFor(Duration.ofSeconds(7)));

        RoundResult result = deliver(OnUnknown.RESEND, first, second);

        assertThat(result.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(result.mayBeSent()).isFalse();
        assertThat(result.attempts()).hasSize(2);
    }

    @Test
    void rejectsAMessageThatNoProviderCanCarry() {
        first.answers(UNSUPPORTED);
        second.answers(UNSUPPORTED);

        assertThat(deliver(OnUnknown.RESEND, first, second).status()).isEqualTo(DeliveryStatus.REJECTED);
    }

    @Test
    void rejectedMessagesLetNoProviderRest() {
        for (int i = 0; i < 50; i++) {
            first.answers(REJECTED);
        }
        Failover failover = failover(first, second);
        for (int i = 0; i < 50; i++) {
            join(failover.deliver(message, OnUnknown.RESEND));
        }

        assertThat(failover.health(first).state()).isEqualTo(ProviderHealth.State.UP);
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void doesNotAskAProviderThatKeepsFailing() {
        for (int i = 0; i < 5; i++) {
            first.answers(UNREACHABLE);
        }
        Failover failover = failover(first, second);
        for (int i = 0; i < 8; i++) {
            join(failover.deliver(message, OnUnknown.RESEND));
        }

        assertThat(first.calls()).hasSize(5);
        assertThat(second.calls()).hasSize(8);
    }

    @Test
    void asksTheProviderWhoseRestEndsFirstIfAllRest() {
        first.answers(throttledFor(Duration.ofMinutes(10)));
        second.answers(throttledFor(Duration.ofMinutes(5)));
        third.answers(throttledFor(Duration.ofMinutes(8)));
        Failover failover = failover(first, second, third);
        join(failover.deliver(message, OnUnknown.RESEND));

        RoundResult result = join(failover.deliver(message, OnUnknown.RESEND));

        assertThat(result.attempts()).extracting(Attempt::provider).containsExactly("second");
        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(failover.health(second).state()).isEqualTo(ProviderHealth.State.UP);
    }

    @Test
    void asksARestingProviderIfTheHealthyOneFails() {
        first.answers(throttledFor(Duration.ofMinutes(10)));
        Failover failover = failover(first, second);
        join(failover.deliver(message, OnUnknown.RESEND));
        second.answers(UNREACHABLE);

        RoundResult result = join(failover.deliver(message, OnUnknown.RESEND));

        assertThat(result.attempts()).extracting(Attempt::provider).containsExactly("second", "first");
        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void retryAfterIsTheEndOfTheFirstRest() {
        first.answers(throttledFor(Duration.ofSeconds(90)));
        second.answers(throttledFor(Duration.ofSeconds(40)));

        assertThat(deliver(OnUnknown.RESEND, first, second).retryAfter()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void asksTheNextProviderOnlyForOpenRecipients() {
        Message three = Messages.to("ann@example.com", "bob@example.com", "cy@example.com");
        EmailAddress bob = EmailAddress.parse("bob@example.com");
        EmailAddress cy = EmailAddress.parse("cy@example.com");
        first.answers(new Sent(
                new Reply(250, "queued"), "1", Map.of(bob, new Rejected(new Reply(550, "unknown")), cy, THROTTLED)));

        RoundResult result = join(failover(first, second).deliver(three, OnUnknown.RESEND));

        assertThat(second.calls())
                .singleElement()
                .satisfies(c -> assertThat(c.envelope().recipients()).containsExactly(cy));
        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(result.sentBy()).map(Attempt::provider).contains("first");
        assertThat(states(result))
                .containsExactly("ann@example.com SENT", "bob@example.com REFUSED", "cy@example.com SENT");
    }

    @Test
    void keepsTheLastReplyOfRecipientsThatNoProviderTook() {
        Message two = Messages.to("ann@example.com", "bob@example.com");
        EmailAddress bob = EmailAddress.parse("bob@example.com");
        first.answers(new Sent(new Reply(250, "queued"), "1", Map.of(bob, THROTTLED)));
        second.answers(new Rejected(new Reply(550, "no such user")));

        RoundResult result = join(failover(first, second).deliver(two, OnUnknown.RESEND));

        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(result.recipients().get(1))
                .isEqualTo(new RecipientStatus(bob, State.REFUSED, new Reply(550, "no such user")));
    }

    @Test
    void timeoutsLeaveTimeForLaterProviders() {
        first.answers(UNREACHABLE);
        second.answers(UNREACHABLE);

        deliver(OnUnknown.RESEND, first, second, third);

        assertThat(first.calls().get(0).timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(second.calls().get(0).timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(third.calls().get(0).timeout()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void asksNoProviderAfterTheDeadline() {
        CompletableFuture<Outcome> late = new CompletableFuture<>();
        first.answers(late);
        var running = failover(first, second).deliver(message, OnUnknown.RESEND).toCompletableFuture();

        clock.advance(Duration.ofSeconds(31));
        late.complete(UNREACHABLE);

        assertThat(running.join().status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void aBugInAnAdapterIsUnknown() {
        first.answers(CompletableFuture.failedFuture(new IllegalStateException("bug")));

        RoundResult result = deliver(OnUnknown.HOLD, first, second);

        assertThat(result.attempts())
                .singleElement()
                .extracting(Attempt::outcome)
                .isInstanceOf(Unknown.class);
    }

    @Test
    void aListenerThatThrowsDoesNotAffectTheMessage() {
        listener.broken = true;

        assertThat(deliver(OnUnknown.RESEND, first, second).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void notifiesOfEveryAttemptAndThenOfTheEnd() {
        first.answers(UNREACHABLE);

        deliver(OnUnknown.RESEND, first, second);

        assertThat(listener.events).containsExactly("first unreachable", "second sent", "SENT");
    }

    @Test
    void skipsAProviderAtItsLimit() {
        limits = new LimitSettings(Map.of("first", "2/h"), Map.of());
        Failover failover = failover(first, second);

        for (int i = 0; i < 3; i++) {
            join(failover.deliver(message, OnUnknown.RESEND));
        }

        assertThat(first.calls()).hasSize(2);
        assertThat(second.calls()).hasSize(1);
    }

    @Test
    void respectsTheConcurrencyLimit() {
        limits = new LimitSettings(Map.of(), Map.of("first", "1", "second", "1"));
        CompletableFuture<Outcome> slow = new CompletableFuture<>();
        first.answers(slow);
        second.answers(slow);
        Failover failover = failover(first, second);
        var one = failover.deliver(message, OnUnknown.RESEND);
        var other = failover.deliver(message, OnUnknown.RESEND);

        RoundResult third = join(failover.deliver(message, OnUnknown.RESEND));

        assertThat(third.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(third.attempts()).isEmpty();
        assertThat(third.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        slow.complete(new Sent(new Reply(200, "OK"), "1"));
        join(one);
        join(other);
        assertThat(join(failover.deliver(message, OnUnknown.RESEND)).status()).isEqualTo(DeliveryStatus.SENT);
    }

    /** With both limits: the turn of the rate limit comes while another message is being sent. */
    @Test
    void waitsForTheConcurrencyLimitAfterItsTurnCame() {
        CompletableFuture<Outcome> slow = new CompletableFuture<>();
        var waiting = waitsForConcurrency(slow);
        slow.complete(new Sent(new Reply(200, "OK"), "1"));
        clock.advance(Duration.ofSeconds(2));

        assertThat(join(waiting).status()).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void namesTheConcurrencyLimitAfterTheDeadline() {
        var waiting = waitsForConcurrency(new CompletableFuture<>());
        clock.advance(Duration.ofMinutes(1));

        RoundResult result = join(waiting);
        assertThat(result.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(result.attempts()).isEmpty();
        assertThat(result.limit()).isEqualTo("limits.concurrency of first, 1");
    }

    /** The late answer comes while the copy waits for its turn. */
    @Test
    void aLateAnswerPreventsACopy() {
        limits = new LimitSettings(Map.of("second", "1/s"), Map.of());
        Failover failover = failover(first, second);
        first.answers(UNREACHABLE);
        join(failover.deliver(message, OnUnknown.RESEND));
        CompletableFuture<Outcome> late = new CompletableFuture<>();
        first.answers(new Unknown(Reply.none("no answer yet"), late));

        var waiting = failover.deliver(message, OnUnknown.RESEND);
        late.complete(new Sent(new Reply(200, "OK"), "1"));

        RoundResult result = join(waiting);
        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(result.next().possibleDuplicate()).isFalse();
        assertThat(second.calls()).hasSize(1);
    }

    /** A round waits for its turn of the rate limit, and meanwhile another attempt uses the concurrency limit. */
    private CompletionStage<RoundResult> waitsForConcurrency(CompletableFuture<Outcome> slow) {
        limits = new LimitSettings(Map.of("first", "1/s"), Map.of("first", "1"));
        Failover failover = failover(first);
        join(failover.deliver(message, OnUnknown.RESEND));
        var waiting = failover.deliver(message, OnUnknown.RESEND);
        assertThat(failover.limit(first).tryStart()).isEmpty();
        slow.thenRun(() -> failover.limit(first).release());
        Awaitility.await()
                .pollDelay(Duration.ofSeconds(2))
                .untilAsserted(
                        () -> assertThat(waiting.toCompletableFuture().isDone()).isFalse());
        return waiting;
    }

    private static List<String> states(RoundResult result) {
        return result.recipients().stream()
                .map(r -> r.address() + " " + r.state())
                .toList();
    }

    private RoundResult deliver(OnUnknown policy, Provider... providers) {
        return join(failover(providers).deliver(message, policy));
    }

    private Failover failover(Provider... providers) {
        DeliverySettings settings =
                new DeliverySettings(Duration.ofSeconds(30), Duration.ofSeconds(20), OnUnknown.RESEND, 1);
        HealthSettings health = new HealthSettings(5, 10, Duration.ofSeconds(30), Duration.ofMinutes(10));
        return new Failover(List.of(providers), settings, health, limits, listener, clock);
    }

    private static RoundResult join(CompletionStage<RoundResult> stage) {
        return stage.toCompletableFuture().join();
    }

    private static final class RecordingListener implements DeliveryListener {
        private final List<String> events = new ArrayList<>();
        private boolean broken;

        @Override
        public void attempted(MessageId id, Attempt attempt) {
            if (broken) {
                throw new IllegalStateException("broken listener");
            }
            events.add(attempt.provider() + " " + attempt.outcome().word());
        }

        @Override
        public void corrected(MessageId id, Attempt attempt) {
            events.add(attempt.provider() + " late " + attempt.outcome().word());
        }

        @Override
        public void roundEnded(Message message, RoundResult result) {
            events.add(result.status().name());
        }
    }

    @Test
    void sharesAShortDeadlineOut() {
        DeliverySettings settings =
                new DeliverySettings(Duration.ofSeconds(6), Duration.ofSeconds(20), OnUnknown.RESEND, 1);

        assertThat(settings.timeoutOf(Duration.ofSeconds(6), 2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.timeoutOf(Duration.ofSeconds(6), 0)).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void reservesFiveSecondsForEachLaterProvider() {
        DeliverySettings settings =
                new DeliverySettings(Duration.ofSeconds(30), Duration.ofSeconds(20), OnUnknown.RESEND, 1);

        assertThat(settings.timeoutOf(Duration.ofSeconds(24), 1)).isEqualTo(Duration.ofSeconds(19));
        assertThat(settings.timeoutOf(Duration.ofSeconds(30), 1)).isEqualTo(Duration.ofSeconds(20));
    }
}
