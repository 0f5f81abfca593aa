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

/** Rare ends of a round: a lost lease, a person's resend, a limit, a replay. */
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
    void anAnswerAfterALostLeaseIsRecorded() {
        dispatcher = TestDispatcher.start(store, clock, first);
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        first.answers(answer);
        Message message = Messages.to("ann@example.com");
        join(dispatcher().accept(submission(message, OnUnknown.HOLD, null)).added());
        await().until(() -> first.calls().size() == 1);
        clock.advance(Duration.ofSeconds(61));
        // As another node does.
        ClaimedMessage claimed =
                join(store.claim(8, Priority.BULK, id -> false)).get(0);
        join(store.endRound(
                claimed.lease(), null, new NextStep(DeliveryStatus.UNKNOWN, null, 0, false, claimed.recipients())));
        answer.complete(SENT);
        await().untilAsserted(() -> assertThat(find(message).status()).isEqualTo(DeliveryStatus.SENT));
    }

    @Test
    void aDeferredRecipientWhoseProviderIsAtItsLimitWaitsForItsTurn() {
        start(new LimitSettings(Map.of("first", "1/h"), Map.of()), TestDispatcher.HEALTH, first);
        Message message = Messages.to("ann@example.com", "bob@example.com");
        first.answers(new Sent(
                new Reply(250, "OK"),
                "1",
                Map.of(
                        EmailAddress.parse("bob@example.com"),
                        new Unavailable(Cause.DEFERRED, new Reply(450, "4.2.2 full")))));
        join(dispatcher().accept(submission(message, OnUnknown.RESEND, null)).added());
        await().until(() -> find(message).status() == DeliveryStatus.QUEUED);
        clock.advance(Duration.ofSeconds(60));

        await().untilAsserted(() ->
                assertThat(find(message).due()).isAfter(clock.instant().plus(Duration.ofMinutes(50))));
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.QUEUED);
    }

    @Test
    void aResendOfAHeldMessageIsRetried() {
        dispatcher = TestDispatcher.start(store, clock, first);
        Message message = Messages.to("ann@example.com");
        first.answers(UNKNOWN, UNREACHABLE);
        join(dispatcher().accept(submission(message, OnUnknown.HOLD, null)).added());
        await().until(() -> find(message).status() == DeliveryStatus.UNKNOWN);
        join(store.resend(message.id().value()));
        await().until(() ->
                find(message).attempts().size() == 2 && find(message).status() != DeliveryStatus.SENDING);
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.QUEUED);
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
                .send(submission(Messages.to("a@example.com"), OnUnknown.RESEND, key))
                .result());
        first.answers(UNREACHABLE);
        join(dispatcher()
                .send(submission(Messages.to("b@example.com"), OnUnknown.RESEND, null))
                .result());
        assertThat(first.calls()).hasSize(2);
        clock.advance(Duration.ofSeconds(31));
        Dispatcher.Sending again = dispatcher().send(submission(Messages.to("a@example.com"), OnUnknown.RESEND, key));
        assertThat(join(again.added())).isInstanceOf(Added.Replayed.class);
        assertThatThrownBy(() -> join(again.result()))
                .hasRootCauseInstanceOf(AcceptingJournal.NotAcceptedException.class);
        join(dispatcher()
                .send(submission(Messages.to("c@example.com"), OnUnknown.RESEND, null))
                .result());
        assertThat(first.calls()).hasSize(3);
    }

    @Test
    void anInterruptedMessageThatFailsHasNoPendingRecipient() {
        Message message = Messages.to("ann@example.com");
        join(store.add(new Submission(
                message,
                "",
                OnUnknown.FAIL,
                Priority.NORMAL,
                clock.instant(),
                null,
                new Attempt.Begun(1, "first", clock.instant()))));
        dispatcher = TestDispatcher.start(store, clock, first);
        clock.advance(Duration.ofSeconds(61));
        await().until(() -> find(message).status() == DeliveryStatus.FAILED);
        assertThat(find(message).recipients()).noneMatch(RecipientStatus::isOpen);
    }

    @Test
    void aMessageWithARefusedRecipientCanBeResent() {
        dispatcher = TestDispatcher.start(store, clock, first);
        Message message = Messages.to("ann@example.com", "bob@example.com");
        first.answers(new Sent(
                new Reply(250, "OK"),
                "1",
                Map.of(EmailAddress.parse("bob@example.com"), new Rejected(new Reply(550, "5.1.1 no")))));
        join(dispatcher().send(submission(message, OnUnknown.RESEND, null)).result());
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(join(store.resend(message.id().value()))).isTrue();
    }

    private void start(LimitSettings limits, HealthSettings health, Provider... order) {
        dispatcher = TestDispatcher.start(
                store, clock, TestDispatcher.RETRY, health, limits, TestDispatcher.DEADLINE, order);
    }

    private Dispatcher dispatcher() {
        return Objects.requireNonNull(dispatcher);
    }

    private Submission submission(Message message, OnUnknown policy, @Nullable IdempotencyKey key) {
        return new Submission(message, "", policy, Priority.NORMAL, clock.instant(), key, null);
    }

    private StoredMessage find(Message message) {
        return join(store.find(message.id().value())).orElseThrow();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
