package io.mailsender.queue;

import static io.mailsender.testing.Outcomes.ACCOUNT;
import static io.mailsender.testing.Outcomes.REJECTED;
import static io.mailsender.testing.Outcomes.SENT;
import static io.mailsender.testing.Outcomes.UNKNOWN;
import static io.mailsender.testing.Outcomes.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mailsender.delivery.DeliveryMetrics;
import io.mailsender.delivery.DeliverySettings;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.LimitSettings;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.ProviderHealth;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RoundResult;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
import io.mailsender.store.TestStores;
import io.mailsender.testing.Messages;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Answers after the attempt timeout count, and at most one copy is sent. */
class LateAnswerTest {

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final ScriptedProvider first = new ScriptedProvider("first");
    private final ScriptedProvider second = new ScriptedProvider("second");
    private final ScriptedProvider third = new ScriptedProvider("third");
    private final CompletableFuture<Outcome> late = new CompletableFuture<>();
    private final Outcome noAnswerYet = new Unknown(Reply.none("no answer within 20000 ms"), late);
    private final Message message = Messages.to("ann@example.com");
    private MessageStore store;
    private Dispatcher dispatcher;

    @BeforeEach
    void open() {
        store = TestStores.sqlite(directory.resolve("mail.db"), clock);
        dispatcher = TestDispatcher.start(store, clock, first);
    }

    private void start(Provider... order) {
        dispatcher.close();
        dispatcher = TestDispatcher.start(store, clock, order);
    }

    @AfterEach
    void stop() {
        dispatcher.close();
        store.close();
    }

    @Test
    void aSlowRelayGetsOneCopyAndALateAnswerSettlesTheMessage() {
        start(first);
        first.answers(noAnswerYet);

        assertThat(send(OnUnknown.RESEND).status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(find().status()).isEqualTo(DeliveryStatus.UNKNOWN);
        clock.advance(Duration.ofHours(1));
        late.complete(SENT);

        awaitStatus(DeliveryStatus.SENT);
        assertThat(first.calls()).hasSize(1);
        assertThat(find().attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.outcome()).isEqualTo(SENT));
        assertThat(find().possibleDuplicate()).isFalse();
        assertThat(states()).containsExactly("ann@example.com SENT");
    }

    @Test
    void aLateUnavailableQueuesTheMessageForAnotherProvider() {
        start(first, second);
        first.answers(noAnswerYet);
        send(OnUnknown.HOLD);
        late.complete(UNREACHABLE);

        awaitStatus(DeliveryStatus.SENT);
        assertThat(find().sentBy().orElseThrow().number()).isGreaterThan(1);
        assertThat(find().possibleDuplicate()).isFalse();
    }

    /** As with an answer in time, since the account is refused for every message. */
    @Test
    void aLateRefusalOfTheAccountLetsTheProviderRest() {
        Failover failover = new Failover(
                List.of(first, second),
                new DeliverySettings(Duration.ofSeconds(30), Duration.ofSeconds(20), OnUnknown.RESEND, 1),
                TestDispatcher.HEALTH,
                LimitSettings.NONE,
                new DeliveryMetrics(new SimpleMeterRegistry()),
                clock);
        first.answers(noAnswerYet);
        join(failover.deliver(message, OnUnknown.HOLD));
        assertThat(failover.health(first).state()).isEqualTo(ProviderHealth.State.UP);
        Logger logger = (Logger) LoggerFactory.getLogger(DeliveryMetrics.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        try {
            late.complete(ACCOUNT);
        } finally {
            logger.detachAppender(logged);
        }

        assertThat(failover.health(first).state()).isEqualTo(ProviderHealth.State.RESTING);
        assertThat(failover.health(first).lastFailure().orElseThrow().outcome()).isEqualTo(ACCOUNT);
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel() == Level.ERROR)
                .filteredOn(event ->
                        event.getThreadName().equals(Thread.currentThread().getName()))
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .contains(message.id().toString(), "first does not accept this account"));
        join(failover.deliver(Messages.to("bob@example.com"), OnUnknown.HOLD));
        assertThat(first.calls()).hasSize(1);
        assertThat(second.calls()).hasSize(1);
    }

    @Test
    void aLateRejectionEndsTheMessage() {
        start(first, second);
        first.answers(noAnswerYet);
        send(OnUnknown.HOLD);
        late.complete(REJECTED);

        awaitStatus(DeliveryStatus.REJECTED);
        assertThat(states()).containsExactly("ann@example.com REFUSED");
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void aLateSuccessCorrectsAMessageThatFailedByPolicy() {
        start(first);
        first.answers(noAnswerYet);
        assertThat(send(OnUnknown.FAIL).status()).isEqualTo(DeliveryStatus.FAILED);
        late.complete(SENT);

        awaitStatus(DeliveryStatus.SENT);
    }

    @Test
    void onlyOneCopyIsSent() {
        start(first, second, third);
        first.answers(UNKNOWN);
        second.answers(UNKNOWN);

        RoundResult result = send(OnUnknown.RESEND);

        assertThat(result.status()).isEqualTo(DeliveryStatus.UNKNOWN);
        clock.advance(Duration.ofHours(1));
        assertThat(find().status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(find().possibleDuplicate()).isTrue();
        assertThat(third.calls()).isEmpty();
    }

    @Test
    void aLateAnswerBeforeTheCopyPreventsIt() {
        start(first, second);
        first.answers(noAnswerYet);
        second.answers(UNREACHABLE);
        assertThat(send(OnUnknown.RESEND).status()).isEqualTo(DeliveryStatus.QUEUED);
        late.complete(SENT);

        awaitStatus(DeliveryStatus.SENT);
        clock.advance(Duration.ofHours(1));
        assertThat(second.calls()).hasSize(1);
        // The other attempt certainly did not send it.
        assertThat(find().possibleDuplicate()).isFalse();
    }

    @Test
    void aLateAnswerDuringTheCopyIsRecorded() {
        start(first, second);
        CompletableFuture<Outcome> copy = new CompletableFuture<>();
        first.answers(noAnswerYet);
        second.answers(copy);
        CompletionStage<RoundResult> result =
                dispatcher.send(submission(OnUnknown.RESEND)).result();
        await().until(() -> second.calls().size() == 1);
        late.complete(SENT);
        copy.complete(UNREACHABLE);

        assertThat(join(result).status()).isEqualTo(DeliveryStatus.SENT);
        await().until(() -> find().attempts().get(0).outcome() instanceof Sent);
        assertThat(find().status()).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void aLateAnswerCountsForTheRecipientsOfItsAttemptOnly() {
        Message two = Messages.to("ann@example.com", "bob@example.com");
        EmailAddress ann = EmailAddress.parse("ann@example.com");
        EmailAddress bob = EmailAddress.parse("bob@example.com");
        start(first, second);
        Unavailable deferred = new Unavailable(Cause.DEFERRED, new Reply(452, "4.2.2 mailbox full"));
        first.answers(new Sent(new Reply(250, "OK"), "1", Map.of(bob, deferred)));
        second.answers(noAnswerYet);
        join(dispatcher
                .accept(new Submission(two, "", OnUnknown.HOLD, Priority.NORMAL, clock.instant(), null, null))
                .added());
        await().until(() -> find(two).status() == DeliveryStatus.UNKNOWN);
        late.complete(new Sent(new Reply(250, "OK"), "2", Map.of()));

        await().until(() -> find(two).status() == DeliveryStatus.SENT);
        assertThat(second.calls().get(0).envelope().recipients()).containsExactly(bob);
        assertThat(find(two).recipients()).extracting(RecipientStatus::address).containsExactly(ann, bob);
    }

    @Test
    void anUnknownMessageCanBeResentThroughTheSameProvider() {
        start(first);
        first.answers(UNKNOWN);
        send(OnUnknown.RESEND);

        assertThat(join(store.resend(message.id().value()))).isTrue();

        awaitStatus(DeliveryStatus.SENT);
        assertThat(first.calls()).hasSize(2);
        assertThat(find().possibleDuplicate()).isTrue();
    }

    @Test
    void theStoreAndTheCallerGetTheSameStatus() {
        start(first, second);
        first.answers(UNKNOWN);
        second.answers(REJECTED);

        assertThat(send(OnUnknown.RESEND).status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(find().status()).isEqualTo(DeliveryStatus.UNKNOWN);
    }

    @Test
    void aLateRefusalOfOneRecipientCountsForItAlone() {
        Message two = Messages.to("ann@example.com", "bob@example.com");
        EmailAddress bob = EmailAddress.parse("bob@example.com");
        start(first);
        first.answers(noAnswerYet);
        join(dispatcher
                .send(new Submission(two, "", OnUnknown.HOLD, Priority.NORMAL, clock.instant(), null, null))
                .result());
        late.complete(
                new Sent(new Reply(250, "OK"), "1", Map.of(bob, new Rejected(new Reply(550, "5.1.1 no such user")))));

        await().until(() -> find(two).status() == DeliveryStatus.SENT);
        assertThat(find(two).recipients().get(1).state()).isEqualTo(RecipientStatus.State.REFUSED);
        assertThat(find(two).recipients().get(1).reply()).isEqualTo(new Reply(550, "5.1.1 no such user"));
    }

    private RoundResult send(OnUnknown policy) {
        return join(dispatcher.send(submission(policy)).result());
    }

    private Submission submission(OnUnknown policy) {
        return new Submission(message, "", policy, Priority.NORMAL, clock.instant(), null, null);
    }

    private List<String> states() {
        return find().recipients().stream()
                .map(r -> r.address() + " " + r.state())
                .toList();
    }

    private StoredMessage find() {
        return find(message);
    }

    private StoredMessage find(Message stored) {
        return join(store.find(stored.id().value())).orElseThrow();
    }

    private void awaitStatus(DeliveryStatus status) {
        await().untilAsserted(() -> assertThat(find().status()).isEqualTo(status));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
