package io.mailsender.queue;

import static io.mailsender.testing.Outcomes.REJECTED;
import static io.mailsender.testing.Outcomes.THROTTLED;
import static io.mailsender.testing.Outcomes.UNKNOWN;
import static io.mailsender.testing.Outcomes.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RoundResult;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Reply;
import io.mailsender.store.TestStores;
import io.mailsender.testing.Messages;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DispatcherTest {

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final ScriptedProvider first = new ScriptedProvider("first");
    private final ScriptedProvider second = new ScriptedProvider("second");
    private MessageStore store;
    private Dispatcher dispatcher;

    @BeforeEach
    void start() {
        store = TestStores.sqlite(directory.resolve("mail.db"), clock);
        dispatcher = TestDispatcher.start(store, clock, first, second);
    }

    @AfterEach
    void stop() {
        dispatcher.close();
        store.close();
    }

    @Test
    void anAcceptedMessageIsSentImmediately() {
        Message message = Messages.to("ann@example.com");
        accept(message, OnUnknown.RESEND);

        awaitStatus(message, DeliveryStatus.SENT);
        assertThat(first.calls()).hasSize(1);
    }

    @Test
    void anAttemptIsRecordedBeforeItIsMade() {
        Message message = Messages.to("ann@example.com");
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        first.answers(answer);
        accept(message, OnUnknown.RESEND);

        await().until(() -> first.calls().size() == 1);
        assertThat(TestStores.begun(directory.resolve("mail.db"), message)).isEqualTo(1);
        answer.complete(new Sent(new Reply(200, "OK"), "1"));
        awaitStatus(message, DeliveryStatus.SENT);
    }

    @Test
    void aMessageThatNoProviderTakesIsRetriedWithBackoff() {
        Message message = Messages.to("ann@example.com");
        first.answers(UNREACHABLE, UNREACHABLE);
        second.answers(UNREACHABLE, UNREACHABLE);
        accept(message, OnUnknown.RESEND);

        awaitStatus(message, DeliveryStatus.QUEUED);
        assertThat(Duration.between(clock.instant(), find(message).due()))
                .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
        clock.advance(Duration.ofSeconds(30));
        await().until(() ->
                find(message).attempts().size() == 4 && find(message).status() == DeliveryStatus.QUEUED);
        assertThat(Duration.between(clock.instant(), find(message).due()))
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
        clock.advance(Duration.ofSeconds(60));
        awaitStatus(message, DeliveryStatus.SENT);
        assertThat(find(message).possibleDuplicate()).isFalse();
        assertThat(find(message).attempts()).extracting(Attempt::number).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void givesUp() {
        Message message = Messages.to("ann@example.com");
        for (int i = 0; i < 100; i++) {
            first.answers(UNREACHABLE);
            second.answers(UNREACHABLE);
        }
        accept(message, OnUnknown.RESEND);
        await().until(() -> {
            StoredMessage now = find(message);
            // Not during a round: that would end its lease.
            if (now.status() == DeliveryStatus.QUEUED && clock.instant().isBefore(now.due())) {
                clock.advance(Duration.ofMinutes(5));
            }
            return now.status() == DeliveryStatus.FAILED;
        });
        assertThat(find(message).ended()).isNotNull();
        assertThat(find(message).attempts().size()).isLessThan(100);
    }

    @Test
    void aThrottledRoundDoesNotCountForTheBackoff() {
        Message message = Messages.to("ann@example.com");
        for (int i = 0; i < 5; i++) {
            first.answers(THROTTLED);
            second.answers(THROTTLED);
        }
        accept(message, OnUnknown.RESEND);
        for (int i = 1; i <= 5; i++) {
            int rounds = i;
            await().until(() -> find(message).attempts().size() == 2 * rounds
                    && find(message).status() == DeliveryStatus.QUEUED);
            clock.advance(Duration.ofSeconds(30));
        }
        awaitStatus(message, DeliveryStatus.SENT);
    }

    @Test
    void aRejectedMessageIsNotRetried() {
        Message message = Messages.to("ann@example.com");
        first.answers(REJECTED);
        accept(message, OnUnknown.RESEND);

        awaitStatus(message, DeliveryStatus.REJECTED);
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void onlyDeferredRecipientsAreRetried() {
        Message message = Messages.to("ann@example.com", "bob@example.com", "cat@example.com");
        Unavailable full = new Unavailable(Outcome.Cause.THROTTLED, new Reply(452, "mailbox full"));
        Outcome partly = new Sent(
                new Reply(250, "OK"),
                "1",
                Map.of(
                        EmailAddress.parse("bob@example.com"),
                        full,
                        EmailAddress.parse("cat@example.com"),
                        new Outcome.Rejected(new Reply(550, "nobody"))));
        first.answers(partly);
        second.answers(full);
        accept(message, OnUnknown.RESEND);

        awaitStatus(message, DeliveryStatus.QUEUED);
        clock.advance(Duration.ofSeconds(60));
        awaitStatus(message, DeliveryStatus.SENT);

        assertThat(first.calls().get(1).envelope().recipients()).containsExactly(EmailAddress.parse("bob@example.com"));
        assertThat(find(message).recipients())
                .extracting(recipient -> recipient.address() + " " + recipient.state())
                .containsExactly("ann@example.com SENT", "bob@example.com SENT", "cat@example.com REFUSED");
    }

    @Test
    void anUnknownMessageIsResentOnceAndMarked() {
        Message message = Messages.to("ann@example.com");
        first.answers(UNKNOWN);
        second.answers(UNREACHABLE);
        accept(message, OnUnknown.RESEND);

        awaitStatus(message, DeliveryStatus.QUEUED);
        clock.advance(Duration.ofSeconds(30));
        awaitStatus(message, DeliveryStatus.SENT);
        assertThat(find(message).possibleDuplicate()).isTrue();
        assertThat(first.calls()).hasSize(1);
        assertThat(second.calls()).hasSize(2);
    }

    @Test
    void aHeldMessageStaysUnknownUntilItIsResent() {
        Message message = Messages.to("ann@example.com");
        first.answers(UNKNOWN);
        accept(message, OnUnknown.HOLD);

        awaitStatus(message, DeliveryStatus.UNKNOWN);
        clock.advance(Duration.ofHours(10));
        assertThat(second.calls()).isEmpty();

        store.resend(message.id().value()).toCompletableFuture().join();
        awaitStatus(message, DeliveryStatus.SENT);
        assertThat(find(message).possibleDuplicate()).isTrue();
    }

    @Test
    void aFailedMessageCanBeResent() {
        Message message = Messages.to("ann@example.com");
        first.answers(UNREACHABLE);
        second.answers(UNREACHABLE);
        join(dispatcher
                .send(new Submission(message, "", OnUnknown.RESEND, Priority.NORMAL, clock.instant(), null, null))
                .result());
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.FAILED);

        assertThat(join(store.resend(message.id().value()))).isTrue();

        awaitStatus(message, DeliveryStatus.SENT);
    }

    @Test
    void anInterruptedAttemptIsUnknown() {
        Message resend = interrupted(OnUnknown.RESEND);
        Message hold = interrupted(OnUnknown.HOLD);
        Message fail = interrupted(OnUnknown.FAIL);

        clock.advance(Duration.ofSeconds(61));

        awaitStatus(resend, DeliveryStatus.SENT);
        awaitStatus(hold, DeliveryStatus.UNKNOWN);
        awaitStatus(fail, DeliveryStatus.FAILED);
        assertThat(first.calls()).isEmpty();
        assertThat(second.calls())
                .singleElement()
                .satisfies(call -> assertThat(call.message().id()).isEqualTo(resend.id()));
        assertThat(find(resend).possibleDuplicate()).isTrue();
    }

    /** max-copies also counts the attempts of a node that stopped. */
    @Test
    void anInterruptedCopyIsTheLast() {
        dispatcher.close();
        ScriptedProvider third = new ScriptedProvider("third");
        Message message = interrupted(OnUnknown.RESEND);
        Attempt.Begun begun = new Attempt.Begun(1, "first", clock.instant());
        join(store.begin(
                new Lease(message.id(), 1),
                begun.ended(clock.instant(), UNKNOWN),
                new Attempt.Begun(2, "second", clock.instant())));
        dispatcher = TestDispatcher.start(store, clock, first, second, third);

        clock.advance(Duration.ofSeconds(61));

        awaitStatus(message, DeliveryStatus.UNKNOWN);
        assertThat(find(message).attempts()).hasSize(2);
        assertThat(third.calls()).isEmpty();
    }

    @Test
    void anUnreadableMessageDoesNotBlockOthers() {
        List<CompletionStage<Added>> all = new ArrayList<>();
        Message poison = Messages.to("ann@example.com");
        for (int i = 0; i < 1000; i++) {
            Message message = i == 500 ? poison : Messages.to("ann@example.com");
            all.add(store.add(new Submission(
                    message,
                    "",
                    OnUnknown.RESEND,
                    Priority.NORMAL,
                    clock.instant().plusSeconds(1),
                    null,
                    null)));
        }
        all.forEach(DispatcherTest::join);
        TestStores.damage(directory.resolve("mail.db"), poison);

        clock.advance(Duration.ofSeconds(1));

        await().until(() -> join(store.depths()).isEmpty());
        assertThat(find(poison).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(first.calls()).hasSize(999);
    }

    @Test
    void aSynchronousSendIsNotRetried() {
        Message message = Messages.to("ann@example.com");
        first.answers(UNREACHABLE);
        second.answers(UNREACHABLE);

        RoundResult result = join(dispatcher.send(queued(message)).result());

        assertThat(result.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.FAILED);
    }

    @Test
    void noProviderIsAskedWhileTheStoreCannotBeWritten() {
        store.close();
        var sending = dispatcher.send(queued(Messages.to("ann@example.com")));

        assertThatThrownBy(() -> join(sending.added())).hasMessageContaining("closed");
        assertThatThrownBy(() -> join(sending.result())).hasMessageContaining("not accepted");
        assertThat(first.calls()).isEmpty();
    }

    @Test
    void bulkMessagesDoNotBlockHighPriority() {
        CompletableFuture<Outcome> slow = new CompletableFuture<>();
        for (int i = 0; i < 8; i++) {
            first.answers(slow);
        }
        for (int i = 0; i < 50; i++) {
            dispatcher.accept(submission(Messages.to("reader@example.com"), Priority.BULK));
        }
        await().until(() -> first.calls().size() == 4);

        Message password = Messages.to("ann@example.com");
        dispatcher.accept(submission(password, Priority.HIGH));

        await().until(() ->
                first.calls().stream().anyMatch(call -> call.message().id().equals(password.id())));
        slow.complete(new Sent(new Reply(200, "OK"), "1"));
        await().until(() -> first.calls().size() == 51);
    }

    @Test
    void drainsBeforeItStops() {
        CompletableFuture<Outcome> slow = new CompletableFuture<>();
        first.answers(slow);
        Message message = Messages.to("ann@example.com");
        accept(message, OnUnknown.RESEND);
        await().until(() -> first.calls().size() == 1);

        CompletionStage<Void> drained = dispatcher.drain();
        Message later = Messages.to("bob@example.com");
        join(dispatcher.accept(queued(later)).added());
        assertThat(drained.toCompletableFuture()).isNotDone();

        slow.complete(new Sent(new Reply(200, "OK"), "1"));
        join(drained);
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(find(later).status()).isEqualTo(DeliveryStatus.QUEUED);
    }

    /** A message whose node stopped during the first attempt. */
    private Message interrupted(OnUnknown policy) {
        Message message = Messages.to("ann@example.com");
        Submission submission = new Submission(
                message,
                "",
                policy,
                Priority.NORMAL,
                clock.instant(),
                null,
                new Attempt.Begun(1, "first", clock.instant()));
        assertThat(join(store.add(submission))).isInstanceOf(Added.Accepted.class);
        return message;
    }

    private void accept(Message message, OnUnknown policy) {
        join(dispatcher
                .accept(new Submission(message, "", policy, Priority.NORMAL, clock.instant(), null, null))
                .added());
    }

    private Submission queued(Message message) {
        return submission(message, Priority.NORMAL);
    }

    private Submission submission(Message message, Priority priority) {
        return new Submission(message, "", OnUnknown.RESEND, priority, clock.instant(), null, null);
    }

    private StoredMessage find(Message message) {
        return join(store.find(message.id().value())).orElseThrow();
    }

    private void awaitStatus(Message message, DeliveryStatus status) {
        await().untilAsserted(() -> assertThat(find(message).status()).isEqualTo(status));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
