package io.mailsender.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.NextStep;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Reply;
import io.mailsender.store.TestStores;
import io.mailsender.testing.Messages;
import io.mailsender.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueMetricsTest {

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private MessageStore store;
    private QueueMetrics metrics;

    @BeforeEach
    void open() {
        store = TestStores.sqlite(file(), clock);
        metrics = new QueueMetrics(store, meters);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void tellsHowLongMessagesHaveBeenDue() {
        accept(clock.instant());
        accept(clock.instant().plus(Duration.ofDays(3)));
        clock.advance(Duration.ofSeconds(90));
        metrics.count();

        await().untilAsserted(() -> {
            assertThat(gauge("mail.sender.queue.messages")).isEqualTo(2);
            assertThat(gauge("mail.sender.queue.age")).isEqualTo(90);
        });
    }

    @Test
    void aMessageForLaterIsNotLate() {
        accept(clock.instant().plus(Duration.ofDays(3)));
        clock.advance(Duration.ofDays(1));
        metrics.count();

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(gauge("mail.sender.queue.age")).isZero());
    }

    @Test
    void countsUnknownMessages() {
        metrics.count();
        assertThat(gauge("mail.sender.queue.unsettled")).isZero();

        unknown();
        metrics.count();

        await().untilAsserted(
                        () -> assertThat(gauge("mail.sender.queue.unsettled")).isEqualTo(1));
    }

    @Test
    void tellsWhetherTheStoreCanBeWritten() throws Exception {
        metrics.count();
        assertThat(gauge("mail.sender.store.writable")).isEqualTo(1);
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            metrics.count();
            await().untilAsserted(() ->
                    assertThat(gauge("mail.sender.store.writable")).isZero());
        }
        await().untilAsserted(() -> {
            metrics.count();
            assertThat(gauge("mail.sender.store.writable")).isEqualTo(1);
        });
    }

    private Path file() {
        return directory.resolve("mail.db");
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private void accept(Instant due) {
        Message message = Messages.to("ann@example.com");
        join(new Submission(message, "", OnUnknown.RESEND, Priority.NORMAL, due, null, null));
    }

    private void unknown() {
        Message message = Messages.to("ann@example.com");
        Attempt.Begun begun = new Attempt.Begun(1, "first", clock.instant());
        Submission submission =
                new Submission(message, "", OnUnknown.HOLD, Priority.NORMAL, clock.instant(), null, begun);
        Attempt ended = begun.ended(clock.instant(), new Outcome.Unknown(Reply.none("no answer")));
        NextStep next = new NextStep(
                DeliveryStatus.UNKNOWN,
                null,
                1,
                false,
                message.destination().addresses().stream()
                        .map(RecipientStatus::pending)
                        .toList());
        store.endRound(((Added.Accepted) join(submission)).lease(), ended, next)
                .toCompletableFuture()
                .join();
    }

    private Added join(Submission submission) {
        return store.add(submission).toCompletableFuture().join();
    }
}
