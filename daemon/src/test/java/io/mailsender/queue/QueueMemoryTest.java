package io.mailsender.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.LimitSettings;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.memory.Budget;
import io.mailsender.memory.Budget.State;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Reply;
import io.mailsender.store.TestStores;
import io.mailsender.testing.Messages;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue loads no more large messages than fit into its memory. */
class QueueMemoryTest {

    private static final int LARGE = 1_000_000;
    private static final int TOTAL = 2_500_000;

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final Budget memory = new Budget(TOTAL, 10, Budget.FREE_BYTES);
    private final ScriptedProvider provider = new ScriptedProvider("p");
    private final List<CompletableFuture<Outcome>> answers = new ArrayList<>();
    private final List<Dispatcher> started = new ArrayList<>();
    private MessageStore store;

    @BeforeEach
    void open() {
        store = TestStores.sqlite(directory.resolve("mail.db"), clock);
    }

    @AfterEach
    void stop() {
        started.forEach(Dispatcher::close);
        store.close();
    }

    @Test
    void aBacklogOfLargeMailsIsLoadedAsMemoryAllows() {
        List<Message> large = large(12);
        large.forEach(
                message -> store.add(submission(message)).toCompletableFuture().join());
        stallAll(12);
        start();

        await().atMost(Duration.ofMinutes(1)).until(() -> provider.calls().size() == 2);
        assertThat(memory.left()).isBetween((long) TOTAL - 2 * LARGE, (long) TOTAL - 2 * LARGE + 2000);
        for (int sent = 0; sent < 12; sent++) {
            int wanted = Math.min(12, sent + 2);
            await().atMost(Duration.ofMinutes(1)).until(() -> provider.calls().size() == wanted);
            assertThat(memory.left()).isNotNegative();
            answers.get(sent).complete(new Sent(new Reply(200, "OK"), "1"));
        }
        large.forEach(this::awaitSent);
        await().atMost(Duration.ofMinutes(1)).until(() -> memory.left() == TOTAL);
    }

    @Test
    void aLargeMailWithoutMemoryWaitsOnDisk() {
        Dispatcher dispatcher = start();
        stallAll(3);
        List<Message> large = large(3);
        large.forEach(message -> dispatcher
                .accept(submission(message))
                .added()
                .toCompletableFuture()
                .join());
        await().atMost(Duration.ofMinutes(1)).until(() -> provider.calls().size() == 2);
        assertThat(status(large.get(2))).isEqualTo(DeliveryStatus.QUEUED);

        answers.forEach(answer -> answer.complete(new Sent(new Reply(200, "OK"), "1")));
        large.forEach(this::awaitSent);
        await().atMost(Duration.ofMinutes(1)).until(() -> memory.left() == TOTAL);
    }

    @Test
    void smallMailsDoNotWaitForLargeOnes() {
        Budget.Claim upload = memory.claim(() -> {});
        assertThat(upload.take(TOTAL)).isEqualTo(State.HELD);
        Message large = large(1).get(0);
        Message small = Messages.to("ann@example.com");
        store.add(submission(large)).toCompletableFuture().join();
        store.add(submission(small)).toCompletableFuture().join();
        start();

        awaitSent(small);
        assertThat(status(large)).isEqualTo(DeliveryStatus.QUEUED);
        upload.give();
        awaitSent(large);
    }

    @Test
    void aMailLargerThanTheBudgetIsSentAlone() {
        Message larger = Messages.withText("x".repeat(TOTAL + 1));
        store.add(submission(larger)).toCompletableFuture().join();
        start();
        awaitSent(larger);
    }

    private Dispatcher start() {
        Dispatcher dispatcher = TestDispatcher.start(
                store,
                clock,
                TestDispatcher.RETRY,
                TestDispatcher.HEALTH,
                LimitSettings.NONE,
                Duration.ofMinutes(2),
                memory,
                provider);
        started.add(dispatcher);
        return dispatcher;
    }

    private void stallAll(int count) {
        for (int i = 0; i < count; i++) {
            CompletableFuture<Outcome> answer = new CompletableFuture<>();
            answers.add(answer);
            provider.answers(answer);
        }
    }

    private static List<Message> large(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Messages.withText("x".repeat(LARGE - 1000)))
                .toList();
    }

    private Submission submission(Message message) {
        return new Submission(message, "", OnUnknown.RESEND, Priority.NORMAL, clock.instant(), null, null);
    }

    private void awaitSent(Message message) {
        await().atMost(Duration.ofMinutes(1)).until(() -> status(message) == DeliveryStatus.SENT);
    }

    private DeliveryStatus status(Message message) {
        return store.find(message.id().value())
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .status();
    }
}
