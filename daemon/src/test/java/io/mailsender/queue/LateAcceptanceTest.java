package io.mailsender.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.LimitSettings;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.message.Message;
import io.mailsender.queue.Dispatcher.Sending;
import io.mailsender.store.TestStores;
import io.mailsender.testing.Messages;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SettableClock;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store's answer to {@code add} comes after the lease ended, as when the network cuts the store off. */
class LateAcceptanceTest {

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final ScriptedProvider provider = new ScriptedProvider("first");
    private final CompletableFuture<Void> storeAnswers = new CompletableFuture<>();
    private final AtomicInteger polls = new AtomicInteger();
    private MessageStore store;
    private Dispatcher dispatcher;

    @BeforeEach
    void start() {
        store = late(TestStores.sqlite(directory.resolve("mail.db"), clock));
        dispatcher = TestDispatcher.start(store, clock, provider);
    }

    @AfterEach
    void stop() {
        storeAnswers.complete(null);
        dispatcher.close();
        store.close();
    }

    @Test
    void aMessageThatIsBeingAcceptedIsNotClaimed() {
        Message message = Messages.to("ann@example.com");

        Sending sending = acceptWithoutAnswer(message);
        storeAnswers.complete(null);

        join(sending.result());
        StoredMessage stored = find(message);
        assertThat(stored.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(stored.possibleDuplicate()).isFalse();
        assertThat(stored.fence()).isEqualTo(1);
        assertThat(provider.calls()).hasSize(1);
    }

    @Test
    void aMessageReportedAsNotAcceptedIsNotSent() {
        dispatcher.close();
        dispatcher = TestDispatcher.start(
                store,
                clock,
                TestDispatcher.RETRY,
                TestDispatcher.HEALTH,
                LimitSettings.NONE,
                Duration.ofSeconds(1),
                provider);
        Message message = Messages.to("ann@example.com");

        Sending sending = acceptWithoutAnswer(message);
        assertThatThrownBy(() -> join(sending.added())).hasMessageContaining("Timeout");
        storeAnswers.complete(null);

        await().until(() -> find(message).status() == DeliveryStatus.FAILED);
        assertThat(provider.calls()).isEmpty();
    }

    /** The message is on disk, the store has not answered, and the queue has been polled since the lease ended. */
    private Sending acceptWithoutAnswer(Message message) {
        Sending sending = dispatcher.accept(
                new Submission(message, "", OnUnknown.RESEND, Priority.NORMAL, clock.instant(), null, null));
        await().until(() -> join(store.find(message.id().value())).isPresent());
        clock.advance(Duration.ofSeconds(61));
        int before = polls.get();
        await().until(() -> polls.get() >= before + 2);
        return sending;
    }

    /** The real store; its answer to {@code add} waits for {@link #storeAnswers}. */
    private MessageStore late(MessageStore real) {
        return (MessageStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MessageStore.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(real, arguments);
                    if (method.getName().equals("claim")) {
                        return ((CompletionStage<?>) answer).whenComplete((claims, failure) -> polls.incrementAndGet());
                    }
                    return method.getName().equals("add")
                            ? ((CompletionStage<?>) answer).thenCombine(storeAnswers, (added, now) -> added)
                            : answer;
                });
    }

    private StoredMessage find(Message message) {
        return join(store.find(message.id().value())).orElseThrow();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
