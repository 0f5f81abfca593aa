package io.mailsender.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Reply;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that answers too late. */
class StalledStoreTest {

    @TempDir
    Path directory;

    @Test
    void aMessageNotAcceptedWithinTheDeadlineIsNeverSent() throws Exception {
        ScriptedProvider provider = new ScriptedProvider("first");
        Path file = directory.resolve("mail.db");
        try (TestDaemon daemon = daemon(file, "500ms", provider);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            List<CompletableFuture<Answer>> answers = List.of(
                    CompletableFuture.supplyAsync(() -> send(daemon, "now@example.com", false, "")),
                    CompletableFuture.supplyAsync(() -> send(daemon, "soon@example.com", true, "")),
                    CompletableFuture.supplyAsync(() -> send(
                            daemon,
                            "later@example.com",
                            true,
                            ",\"send_at\":\"" + Instant.now().plusSeconds(3_600) + "\"")));
            assertThat(answers)
                    .extracting(CompletableFuture::join)
                    .extracting(Answer::status)
                    .containsOnly(503);
            statement.execute("ROLLBACK");

            await().untilAsserted(() -> assertThat(daemon.get("/messages?status=failed")
                            .json()
                            .get("messages")
                            .size())
                    .isEqualTo(3));
            assertThat(provider.calls()).isEmpty();
            assertThat(send(daemon, "again@example.com", false, "").status()).isEqualTo(200);
        }
    }

    @Test
    void theTimeOfTheStoreCountsTowardsTheDeadline() throws Exception {
        CompletableFuture<Outcome> sent = new CompletableFuture<>();
        ScriptedProvider provider = new ScriptedProvider("first");
        Path file = directory.resolve("mail.db");
        try (TestDaemon daemon = daemon(file, "6s", provider);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            // Warm up, so that the next send is fast.
            assertThat(send(daemon, "first@example.com", false, "").status()).isEqualTo(200);
            provider.answers(sent);
            statement.execute("BEGIN IMMEDIATE");
            CompletableFuture<Answer> answers =
                    CompletableFuture.supplyAsync(() -> send(daemon, "ann@example.com", false, ""));
            Thread.sleep(4_000);
            statement.execute("ROLLBACK");
            // In time for a deadline that would begin only now, but too late for the caller.
            sent.completeOnTimeout(new Sent(new Reply(200, "OK"), "1"), 4_500, TimeUnit.MILLISECONDS);

            assertThat(answers.join().status()).isEqualTo(202);
        }
    }

    private static TestDaemon daemon(Path file, String deadline, ScriptedProvider provider) {
        return TestDaemon.with(
                Map.of(
                        "store.kind",
                        "sqlite",
                        "store.file",
                        file.toString(),
                        "delivery.deadline",
                        deadline,
                        "delivery.attempt-timeout",
                        deadline,
                        "queue.poll",
                        "20ms"),
                provider);
    }

    private static Answer send(TestDaemon daemon, String to, boolean async, String more) {
        return daemon.send(daemon.request("/send")
                .header("Content-Type", "application/json")
                .header("Prefer", async ? "respond-async" : "wait=9")
                .POST(BodyPublishers.ofString("{\"to\":[\"" + to + "\"],\"text\":\"Hello\"" + more + "}")));
    }
}
