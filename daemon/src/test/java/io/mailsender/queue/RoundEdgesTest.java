package io.mailsender.queue;

import static io.mailsender.testing.Outcomes.SENT;
import static io.mailsender.testing.Outcomes.UNKNOWN;
import static io.mailsender.testing.Outcomes.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.HealthSettings;
import io.mailsender.delivery.LimitSettings;
import io.mailsender.delivery.NextStep;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
import io.mailsender.store.TestStores;
import io.mailsender.testing.Messages;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens at the edges of a round: a lease that is lost, a person who comes between, a limit, an end without a try. */
class RoundEdgesTest {
    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final ScriptedProvider first = new ScriptedProvider("first");
    private final ScriptedProvider second = new ScriptedProvider("second");
    private MessageStore store;
    private @Nullable Dispatcher dispatcher;

    @BeforeEach
    void open() {
        store = TestStores.sqlite(directory.resolve("mail.db"), clock);
    }

    @AfterEach
    void stop() {
        if (dispatcher != null) {
            dispatcher.close();
        }
        store.close();
    }

    @Test
    void anAnswerIsNotForgottenWhereTheLeaseIsLost() {
        dispatcher = TestDispatcher.start(store, clock, first);
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        first.answers(answer);
        Message m = Messages.to("ann@example.com");
        join(dispatcher().accept(sub(m, OnUnknown.HOLD, null)).added());
        await().until(() -> first.calls().size() == 1);
        clock.advance(Duration.ofSeconds(61));
        // another node
        ClaimedMessage c = join(store.claim(8, Priority.BULK, id -> false)).get(0);
        join(store.endRound(c.lease(), null, new NextStep(DeliveryStatus.UNKNOWN, null, 0, false, c.recipients())));
        answer.complete(SENT);
        await().untilAsserted(() -> assertThat(find(m).status()).isEqualTo(DeliveryStatus.SENT));
    }

    @Test
    void aDeferredRecipientWhoseProviderIsAtItsLimitWaitsForItsTurn() {
        start(new LimitSettings(Map.of("first", "1/h"), Map.of()), TestDispatcher.HEALTH, first);
        Message m = Messages.to("ann@example.com", "bob@example.com");
        first.answers(new Sent(
                new Reply(250, "OK"),
                "1",
                Map.of(
                        EmailAddress.parse("bob@example.com"),
                        new Unavailable(Cause.DEFERRED, new Reply(450, "4.2.2 full")))));
        join(dispatcher().accept(sub(m, OnUnknown.RESEND, null)).added());
        await().until(() -> find(m).status() == DeliveryStatus.QUEUED);
        clock.advance(Duration.ofSeconds(60));

        await().untilAsserted(
                        () -> assertThat(find(m).due()).isAfter(clock.instant().plus(Duration.ofMinutes(50))));
        assertThat(find(m).status()).isEqualTo(DeliveryStatus.QUEUED);
    }

    @Test
    void aPersonsResendOfAHeldMessageIsRetried() {
        dispatcher = TestDispatcher.start(store, clock, first);
        Message m = Messages.to("ann@example.com");
        first.answers(UNKNOWN, UNREACHABLE);
        join(dispatcher().accept(sub(m, OnUnknown.HOLD, null)).added());
        await().until(() -> find(m).status() == DeliveryStatus.UNKNOWN);
        join(store.resend(m.id().value()));
        await().until(() -> find(m).attempts().size() == 2 && find(m).status() != DeliveryStatus.SENDING);
        assertThat(find(m).status()).isEqualTo(DeliveryStatus.QUEUED);
    }

    @Test
    void aReplayDoesNotUseUpTheProbe() {
        start(
                LimitSettings.NONE,
                new HealthSettings(1, 1, Duration.ofSeconds(30), Duration.ofMinutes(10)),
                first,
                second);
        IdempotencyKey key = new IdempotencyKey("", "k", 0, new byte[] {1});
        join(dispatcher()
                .send(sub(Messages.to("a@example.com"), OnUnknown.RESEND, key))
                .delivery());
        first.answers(UNREACHABLE);
        join(dispatcher()
                .send(sub(Messages.to("b@example.com"), OnUnknown.RESEND, null))
                .delivery());
        assertThat(first.calls()).hasSize(2);
        clock.advance(Duration.ofSeconds(31));
        Dispatcher.Sending again = dispatcher().send(sub(Messages.to("a@example.com"), OnUnknown.RESEND, key));
        assertThat(join(again.added())).isInstanceOf(Added.Replayed.class);
        assertThatThrownBy(() -> join(again.delivery()))
                .hasRootCauseInstanceOf(AcceptingJournal.NotAcceptedException.class);
        join(dispatcher()
                .send(sub(Messages.to("c@example.com"), OnUnknown.RESEND, null))
                .delivery());
        assertThat(first.calls()).hasSize(3);
    }

    @Test
    void interruptedAndFailedHasNoPendingRecipient() {
        Message m = Messages.to("ann@example.com");
        join(store.add(new Submission(
                m,
                "",
                OnUnknown.FAIL,
                Priority.NORMAL,
                clock.instant(),
                null,
                new Attempt.Begun(1, "first", clock.instant()))));
        dispatcher = TestDispatcher.start(store, clock, first);
        clock.advance(Duration.ofSeconds(61));
        await().until(() -> find(m).status() == DeliveryStatus.FAILED);
        assertThat(find(m).recipients()).noneMatch(RecipientStatus::isOpen);
    }

    @Test
    void partlySentAndGivenUpCanBeResent() {
        dispatcher = TestDispatcher.start(store, clock, first);
        Message m = Messages.to("ann@example.com", "bob@example.com");
        first.answers(new Sent(
                new Reply(250, "OK"),
                "1",
                Map.of(EmailAddress.parse("bob@example.com"), new Rejected(new Reply(550, "5.1.1 no")))));
        join(dispatcher().send(sub(m, OnUnknown.RESEND, null)).delivery());
        assertThat(find(m).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(join(store.resend(m.id().value()))).isTrue();
    }

    private void start(LimitSettings limits, HealthSettings health, Provider... order) {
        dispatcher = TestDispatcher.start(
                store, clock, TestDispatcher.RETRY, health, limits, TestDispatcher.DEADLINE, order);
    }

    private Dispatcher dispatcher() {
        return Objects.requireNonNull(dispatcher);
    }

    private Submission sub(Message m, OnUnknown p, @Nullable IdempotencyKey key) {
        return new Submission(m, "", p, Priority.NORMAL, clock.instant(), key, null);
    }

    private StoredMessage find(Message m) {
        return join(store.find(m.id().value())).orElseThrow();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
