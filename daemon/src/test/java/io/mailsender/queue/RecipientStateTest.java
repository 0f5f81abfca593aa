package io.mailsender.queue;

import static io.mailsender.testing.Outcomes.REJECTED;
import static io.mailsender.testing.Outcomes.UNREACHABLE;
import static io.mailsender.testing.Outcomes.UNSUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.HealthSettings;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.delivery.RetrySettings;
import io.mailsender.delivery.RoundResult;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each recipient has its own state and backoff, and a problem of a mailbox lets no relay rest. */
class RecipientStateTest {

    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BOB = EmailAddress.parse("bob@example.com");
    private static final EmailAddress CAT = EmailAddress.parse("cat@example.com");
    private static final Reply FULL = new Reply(452, "4.2.2 mailbox full");
    private static final Unavailable DEFERRED = new Unavailable(Cause.DEFERRED, FULL);
    private static final Unavailable RELAY_DENIED =
            new Unavailable(Cause.ACCOUNT, new Reply(554, "5.7.1 <bob@example.com>: Relay access denied"));
    private static final Rejected NOBODY = new Rejected(new Reply(550, "5.1.1 no such user"));

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final ScriptedProvider first = new ScriptedProvider("first");
    private final ScriptedProvider second = new ScriptedProvider("second");
    private MessageStore store;
    private Dispatcher dispatcher;

    @BeforeEach
    void open() {
        store = TestStores.sqlite(directory.resolve("mail.db"), clock);
        dispatcher = start(first, second);
    }

    private Dispatcher start(Provider... order) {
        return TestDispatcher.start(
                store,
                clock,
                TestDispatcher.RETRY,
                new HealthSettings(5, 10, Duration.ofSeconds(30), Duration.ofMinutes(10)),
                order);
    }

    @AfterEach
    void stop() {
        dispatcher.close();
        store.close();
    }

    @Test
    void aRecipientThatTheRelayDeniesIsSentByTheNextProvider() {
        first.answers(new Sent(new Reply(250, "OK"), "1", Map.of(BOB, RELAY_DENIED)));
        Message message = Messages.to("ann@example.com", "bob@example.com");

        RoundResult result = send(message);

        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(second.calls())
                .singleElement()
                .satisfies(call -> assertThat(call.envelope().recipients()).containsExactly(BOB));
        assertThat(states(message)).containsExactly("ann@example.com SENT", "bob@example.com SENT");
    }

    @Test
    void deferredMailboxesLetNoRelayRestAndAreRetriedWithBackoff() {
        Message message = Messages.to("ann@example.com");
        for (int i = 0; i < 8; i++) {
            first.answers(DEFERRED);
            second.answers(DEFERRED);
        }
        accept(message);
        Duration longestDelay = Duration.ofSeconds(30);
        for (int round = 1; round <= 4; round++) {
            int rounds = round;
            await().until(() -> find(message).status() == DeliveryStatus.QUEUED
                    && find(message).attempts().size() == 2 * rounds);
            RecipientStatus recipient = find(message).recipients().get(0);
            assertThat(recipient.state()).isEqualTo(State.DEFERRED);
            assertThat(recipient.reply()).isEqualTo(FULL);
            assertThat(recipient.deferrals()).isEqualTo(round);
            assertThat(Duration.between(clock.instant(), find(message).due()))
                    .isBetween(longestDelay.dividedBy(2), longestDelay);
            clock.advance(longestDelay);
            longestDelay = longestDelay.multipliedBy(2);
        }
    }

    @Test
    void fiveDeferredMailboxesLeaveBothRelaysUp() {
        for (int i = 0; i < 6; i++) {
            first.answers(DEFERRED);
            second.answers(DEFERRED);
            Message message = Messages.to("ann@example.com");
            assertThat(send(message).status()).isEqualTo(DeliveryStatus.QUEUED);
        }

        Message healthy = Messages.to("bob@example.com");
        assertThat(send(healthy).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(find(healthy).sentBy().orElseThrow().provider()).isEqualTo("first");
    }

    @Test
    void aSynchronousSendTellsEveryRecipientAndRetriesTheDeferredOne() {
        Message message = Messages.to("ann@example.com", "bob@example.com", "cat@example.com");
        first.answers(new Sent(new Reply(250, "OK"), "1", Map.of(BOB, DEFERRED, CAT, NOBODY)));
        second.answers(DEFERRED);

        RoundResult result = send(message);

        assertThat(result.status()).isEqualTo(DeliveryStatus.QUEUED);
        assertThat(result.recipients()).isEqualTo(find(message).recipients());
        assertThat(states(message))
                .containsExactly("ann@example.com SENT", "bob@example.com DEFERRED", "cat@example.com REFUSED");
        clock.advance(Duration.ofSeconds(30));
        await().until(() -> find(message).status() == DeliveryStatus.SENT);
        assertThat(states(message))
                .containsExactly("ann@example.com SENT", "bob@example.com SENT", "cat@example.com REFUSED");
        assertThat(first.calls().get(1).envelope().recipients()).containsExactly(BOB);
    }

    @Test
    void onlyDueRecipientsAreTried() {
        Message message = Messages.to("ann@example.com", "bob@example.com");
        first.answers(new Unavailable(Cause.DEFERRED, FULL, null, Map.of()));
        second.answers(new Sent(new Reply(250, "OK"), "1", Map.of(BOB, DEFERRED)));
        accept(message);
        await().until(() -> find(message).status() == DeliveryStatus.QUEUED);

        assertThat(states(message)).containsExactly("ann@example.com SENT", "bob@example.com DEFERRED");
        clock.advance(Duration.ofSeconds(30));
        await().until(() -> find(message).status() == DeliveryStatus.SENT);
        assertThat(first.calls().get(1).envelope().recipients()).containsExactly(BOB);
    }

    @Test
    void recipientsTooManyForOneTransactionFollowInTheNext() {
        Message message = Messages.to("ann@example.com", "bob@example.com", "cat@example.com");
        Unavailable overflow = new Unavailable(Cause.OVERFLOW, new Reply(452, "4.5.3 Too many recipients"));
        first.answers(
                new Sent(new Reply(250, "OK"), "1", Map.of(BOB, overflow, CAT, overflow)),
                new Sent(new Reply(250, "OK"), "2", Map.of(CAT, overflow)));

        RoundResult result = send(message);

        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(first.calls())
                .extracting(call -> call.envelope().recipients())
                .containsExactly(List.of(ANN, BOB, CAT), List.of(BOB, CAT), List.of(CAT));
        assertThat(second.calls()).isEmpty();
        assertThat(find(message).attempts()).hasSize(3);
        assertThat(find(message).possibleDuplicate()).isFalse();
    }

    @Test
    void everyRecipientOfAMixedRefusalHasItsOwnReply() {
        Message message = Messages.to("ann@example.com", "bob@example.com");
        first.answers(new Unavailable(Cause.DEFERRED, FULL, null, Map.of(ANN, NOBODY)));
        second.answers(DEFERRED);

        assertThat(send(message).status()).isEqualTo(DeliveryStatus.QUEUED);
        assertThat(second.calls().get(0).envelope().recipients()).containsExactly(BOB);
        assertThat(states(message)).containsExactly("ann@example.com REFUSED", "bob@example.com DEFERRED");
        assertThat(find(message).recipients().get(0).reply()).isEqualTo(NOBODY.reply());
    }

    @Test
    void aRejectedMessageCanBeResent() {
        Message message = Messages.to("ann@example.com");
        first.answers(REJECTED);
        assertThat(send(message).status()).isEqualTo(DeliveryStatus.REJECTED);
        assertThat(states(message)).containsExactly("ann@example.com REFUSED");

        assertThat(join(store.resend(message.id().value()))).isTrue();

        await().until(() -> find(message).status() == DeliveryStatus.SENT);
        assertThat(find(message).possibleDuplicate()).isFalse();
    }

    @Test
    void aGiveUpShorterThanTheFirstDelayFailsForTheStoreAndTheCaller() {
        dispatcher.close();
        dispatcher = TestDispatcher.start(
                store,
                clock,
                new RetrySettings(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(5)),
                TestDispatcher.HEALTH,
                first);
        Message message = Messages.to("ann@example.com");
        first.answers(UNREACHABLE);

        RoundResult result = join(dispatcher.accept(submission(message)).result());

        assertThat(result.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(states(message)).containsExactly("ann@example.com FAILED");
    }

    @Test
    void aMessageThatOneProviderCannotCarryWaitsForARestingOne() {
        dispatcher.close();
        dispatcher = TestDispatcher.start(
                store,
                clock,
                TestDispatcher.RETRY,
                new HealthSettings(1, 1, Duration.ofMinutes(1), Duration.ofMinutes(1)),
                first,
                second);
        second.answers(UNREACHABLE, UNREACHABLE);
        first.answers(UNREACHABLE, UNSUPPORTED);
        send(Messages.to("bob@example.com"));
        Message message = Messages.to("ann@example.com");

        accept(message);

        await().until(() -> find(message).status() == DeliveryStatus.QUEUED);
    }

    private RoundResult send(Message message) {
        return join(dispatcher.send(submission(message)).result());
    }

    private void accept(Message message) {
        join(dispatcher.accept(submission(message)).added());
    }

    private Submission submission(Message message) {
        return new Submission(message, "", OnUnknown.RESEND, Priority.NORMAL, clock.instant(), null, null);
    }

    private List<String> states(Message message) {
        return find(message).recipients().stream()
                .map(r -> r.address() + " " + r.state())
                .toList();
    }

    private StoredMessage find(Message message) {
        return join(store.find(message.id().value())).orElseThrow();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
