package io.mailsender.queue;

import static io.mailsender.testing.Outcomes.REJECTED;
import static io.mailsender.testing.Outcomes.SENT;
import static io.mailsender.testing.Outcomes.UNKNOWN;
import static io.mailsender.testing.Outcomes.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RoundResult;
import io.mailsender.message.Message;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.OutcomeLookup;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
import io.mailsender.store.TestStores;
import io.mailsender.testing.Messages;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that recognises a repeated attempt, or can be asked, settles an unknown one before another provider gets a copy. */
class UnknownSettlerTest {

    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final ScriptedProvider first = new ScriptedProvider("first");
    private final ScriptedProvider second = new ScriptedProvider("second");
    private final Message message = Messages.to("ann@example.com", "bob@example.com");
    private MessageStore store;
    private Dispatcher dispatcher;

    @BeforeEach
    void open() {
        store = TestStores.sqlite(directory.resolve("mail.db"), clock);
        dispatcher = TestDispatcher.start(store, clock, first, second);
    }

    @AfterEach
    void stop() {
        dispatcher.close();
        store.close();
    }

    @ParameterizedTest
    @EnumSource(OnUnknown.class)
    void anUnknownAttemptIsRepeatedWithTheSameKey(OnUnknown policy) {
        first.recognises(DAY).answers(UNKNOWN, SENT);

        RoundResult result = send(policy);

        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(result.possibleDuplicate()).isFalse();
        assertThat(result.attempts()).hasSize(2).allMatch(Attempt::isSent);
        assertThat(first.keys()).hasSize(2).containsOnly(message.id().value() + "-1");
        assertThat(second.calls()).isEmpty();
        await().untilAsserted(() -> assertThat(find().attempts()).hasSize(2).allMatch(Attempt::isSent));
        assertThat(find().possibleDuplicate()).isFalse();
    }

    @Test
    void aRejectionOfTheRepeatedAttemptEndsTheMessage() {
        first.recognises(DAY).answers(UNKNOWN, REJECTED);

        assertThat(send(OnUnknown.RESEND).status()).isEqualTo(DeliveryStatus.REJECTED);
        assertThat(second.calls()).isEmpty();
    }

    /** A rate limit, or a broken connection, says nothing about the first attempt. */
    @Test
    void anotherAnswerLeavesTheAttemptUnknown() {
        first.recognises(DAY).answers(UNKNOWN, UNREACHABLE);

        RoundResult result = send(OnUnknown.RESEND);

        assertThat(result.attempts()).extracting(Attempt::provider).containsExactly("first", "first", "second");
        assertThat(result.possibleDuplicate()).isTrue();
    }

    /** The three attempts at the first provider are one copy, so one more may be sent. */
    @Test
    void aProviderThatStaysSilentIsAskedThreeTimesAndThenTheNextOne() {
        first.recognises(DAY).answers(UNKNOWN, UNKNOWN, UNKNOWN);

        RoundResult result = send(OnUnknown.RESEND);

        assertThat(result.attempts())
                .extracting(Attempt::provider)
                .containsExactly("first", "first", "first", "second");
        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(result.possibleDuplicate()).isTrue();
    }

    @Test
    void withoutAnotherProviderTheMessageIsHeld() {
        start(first);
        first.recognises(DAY).answers(UNKNOWN, UNKNOWN, UNKNOWN);

        assertThat(send(OnUnknown.RESEND).status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(find().possibleDuplicate()).isFalse();
    }

    /** The provider would answer a resent message with its answer to the first one. */
    @Test
    void aMessageThatAPersonResendsHasAnotherKey() {
        start(first);
        first.recognises(DAY).answers(UNKNOWN, UNKNOWN, UNKNOWN, SENT);
        send(OnUnknown.HOLD);

        join(store.resend(message.id().value(), null));

        await().untilAsserted(() -> assertThat(find().status()).isEqualTo(DeliveryStatus.SENT));
        assertThat(first.keys()).hasSize(4);
        assertThat(first.keys().get(3)).isEqualTo(message.id().value() + "-4");
        assertThat(find().possibleDuplicate()).isTrue();
    }

    /** The first look-up fails, or does not find it yet; the second one finds it long before the round goes on to the next provider. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnknownAttemptIsLookedUp(boolean isFailure) {
        AtomicInteger asked = new AtomicInteger();
        first.answers(UNKNOWN).looksUp((sent, envelope, began) -> {
            if (asked.incrementAndGet() > 1) {
                return found();
            }
            return isFailure
                    ? CompletableFuture.failedFuture(new LookupFailedException(Reply.none("down"), true))
                    : CompletableFuture.completedFuture(Optional.empty());
        });

        RoundResult result = send(OnUnknown.RESEND);

        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(result.sentBy().orElseThrow().provider()).isEqualTo("first");
        assertThat(second.calls()).isEmpty();
        await().untilAsserted(
                        () -> assertThat(find().attempts()).singleElement().matches(Attempt::isSent));
    }

    /** A failure, then nothing, then the message: it is settled, also if the round has gone on by then. */
    @Test
    void lookUpsGoOnUntilTheMessageIsFound() {
        AtomicInteger asked = new AtomicInteger();
        first.answers(UNKNOWN).looksUp((sent, envelope, began) -> switch (asked.incrementAndGet()) {
            case 1 -> CompletableFuture.failedFuture(new LookupFailedException(Reply.none("down"), true));
            case 2 -> CompletableFuture.completedFuture(Optional.empty());
            default -> found();
        });

        assertThat(send(OnUnknown.RESEND).status()).isEqualTo(DeliveryStatus.SENT);

        await().untilAsserted(() -> assertThat(find().attempts().get(0))
                .matches(Attempt::isSent)
                .extracting(Attempt::provider)
                .isEqualTo("first"));
        assertThat(asked).hasValue(3);
    }

    /** An adapter's bug must neither lose the message nor stop the round. */
    @Test
    void aLookUpThatThrowsSettlesNothing() {
        first.answers(UNKNOWN).looksUp((sent, envelope, began) -> {
            throw new IllegalStateException("bug");
        });

        RoundResult result = send(OnUnknown.RESEND);

        assertThat(result.sentBy().orElseThrow().provider()).isEqualTo("second");
        assertThat(result.possibleDuplicate()).isTrue();
    }

    @Test
    void aLateAnswerBeforeTheRepeatMakesItNeedless() {
        CompletableFuture<Outcome> late = new CompletableFuture<>();
        first.recognises(DAY).answers(new Outcome.Unknown(Reply.none("no answer"), late));
        CompletionStage<RoundResult> result =
                dispatcher.send(submission(OnUnknown.RESEND)).result();
        await().until(() -> first.calls().size() == 1);
        late.complete(SENT);

        assertThat(join(result).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(first.calls()).hasSize(1);
    }

    @Test
    void anAttemptThatIsTooOldIsNotRepeated() {
        first.recognises(Duration.ofMinutes(10)).answers(UNKNOWN);

        assertThat(send(OnUnknown.RESEND).attempts())
                .extracting(Attempt::provider)
                .containsExactly("first", "second");
    }

    /** A node stopped during the first attempt: the next one repeats it or looks it up, even if the message must not be sent again. */
    @ParameterizedTest
    @EnumSource(OnUnknown.class)
    void anAttemptOfANodeThatStoppedIsSettled(OnUnknown policy) {
        for (OutcomeLookup lookup : Stream.<OutcomeLookup>of((sent, envelope, began) -> found(), null)
                .toList()) {
            ScriptedProvider provider = new ScriptedProvider("first");
            if (lookup == null) {
                provider.recognises(DAY);
            } else {
                provider.looksUp(lookup);
            }
            Message orphan = Messages.to("ann@example.com");
            // Its poll may still claim the orphan.
            join(dispatcher.drain());
            join(store.add(new Submission(
                    orphan,
                    "",
                    policy,
                    Priority.NORMAL,
                    clock.instant(),
                    null,
                    new Attempt.Begun(1, "first", clock.instant()))));
            clock.advance(Duration.ofMinutes(5));
            start(provider, second);

            await().untilAsserted(() -> {
                StoredMessage found = join(store.find(orphan.id().value())).orElseThrow();
                assertThat(found.status()).isEqualTo(DeliveryStatus.SENT);
                assertThat(found.attempts()).hasSize(lookup == null ? 2 : 1).allMatch(Attempt::isSent);
                assertThat(found.possibleDuplicate()).isFalse();
            });
            assertThat(provider.calls()).hasSize(lookup == null ? 1 : 0);
            assertThat(second.calls()).isEmpty();
        }
    }

    private static CompletionStage<Optional<Sent>> found() {
        return CompletableFuture.completedFuture(Optional.of((Sent) SENT));
    }

    private void start(Provider... order) {
        dispatcher.close();
        dispatcher = TestDispatcher.start(store, clock, order);
    }

    private RoundResult send(OnUnknown policy) {
        return join(dispatcher.send(submission(policy)).result());
    }

    private Submission submission(OnUnknown policy) {
        return new Submission(message, "", policy, Priority.NORMAL, clock.instant(), null, null);
    }

    private StoredMessage find() {
        return join(store.find(message.id().value())).orElseThrow();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
