package io.mailsender.submission;

import static io.mailsender.testing.Outcomes.UNKNOWN;
import static io.mailsender.testing.Outcomes.UNREACHABLE;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API of a daemon with a store. */
class AsyncApiTest {

    private static final String MAIL = "{\"to\": [\"ann@example.com\"], \"subject\": \"Hi\", \"tags\": [\"t1\"]}";

    @TempDir
    Path directory;

    private final ScriptedProvider first = new ScriptedProvider("first");
    private final ScriptedProvider second = new ScriptedProvider("second");
    private TestDaemon daemon;

    @BeforeEach
    void start() {
        daemon = TestDaemon.with(
                Map.of(
                        "store.kind", "sqlite",
                        "store.file", directory.resolve("mail.db").toString(),
                        "delivery.deadline", "3s",
                        "queue.poll", "20ms"),
                first,
                second);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void respondAsyncAnswersImmediatelyWithALocation() {
        Answer answer = send(MAIL, "Prefer", "respond-async");

        assertThat(answer.status()).isEqualTo(202);
        String id = id(answer);
        assertThat(answer.header("Location")).isEqualTo("/messages/" + id);
        awaitStatus(id, "sent");
        Answer status = daemon.get("/messages/" + id);
        assertThat(status.text())
                .contains("\"status\":\"sent\"", "\"state\":\"sent\"", "\"provider\":\"first\"", "\"subject\":\"Hi\"");
    }

    @Test
    void withAWaitTheAnswerHasTheResultIfItComesInTime() {
        assertThat(send(MAIL, "Prefer", "respond-async, wait=2").status()).isEqualTo(200);

        CompletableFuture<Outcome> late = new CompletableFuture<>();
        first.answers(late);
        assertThat(send(MAIL, "Prefer", "respond-async, wait=1").status()).isEqualTo(202);
        late.complete(new Sent(new Reply(200, "OK"), "1"));
        assertThat(send(MAIL, "Prefer", "respond-async, wait=soon").status()).isEqualTo(400);
    }

    @Test
    void anAsynchronousMessageThatNoProviderTakesIsRetried() {
        first.answers(UNREACHABLE);
        second.answers(UNREACHABLE);
        Answer answer = send(MAIL, "Prefer", "respond-async, wait=2");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("status").getStringValue()).isEqualTo("queued");
        Answer status = daemon.get("/messages/" + id(answer));
        assertThat(Instant.parse(status.json().get("next_try_at").getStringValue()))
                .isAfter(Instant.now());
    }

    @Test
    void aSendWithoutAnAnswerWithinTheDeadlineIsAnswered202() {
        CompletableFuture<Outcome> late = new CompletableFuture<>();
        first.answers(late);
        Answer answer = send(MAIL);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("status").getStringValue()).isEqualTo("sending");
        late.complete(new Sent(new Reply(200, "OK"), "1"));
        awaitStatus(id(answer), "sent");
    }

    @Test
    void aSynchronousFailureIsFinal() {
        first.answers(UNREACHABLE);
        second.answers(UNREACHABLE);
        Answer answer = send(MAIL);

        assertThat(answer.status()).isEqualTo(503);
        awaitStatus(id(answer), "failed");
    }

    @ParameterizedTest
    @CsvSource({"resend, 200", "hold, 202", "fail, 504"})
    void anUnknownOutcomeFollowsTheMessagesPolicy(String policy, int status) {
        first.answers(UNKNOWN);
        Answer answer = send(MAIL.replace("}", ", \"on_unknown\": \"" + policy + "\"}"));

        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void anOperatorSettlesAHeldMessage() {
        first.answers(UNKNOWN, UNKNOWN);
        String hold = MAIL.replace("}", ", \"on_unknown\": \"hold\"}");
        String one = id(send(hold));
        String other = id(send(hold));

        assertThat(post("/messages/" + one + "/close", "{\"status\": \"sent\"}").text())
                .contains("\"status\":\"sent\"");
        assertThat(post("/messages/" + one + "/close", "{\"status\": \"sent\"}").status())
                .isEqualTo(409);
        assertThat(post("/messages/" + other + "/close", "{\"status\": \"lost\"}")
                        .status())
                .isEqualTo(400);
        assertThat(post("/messages/" + other + "/resend", "").status()).isEqualTo(200);
        awaitStatus(other, "sent");
        assertThat(daemon.get("/messages/" + other).text()).contains("\"possible_duplicate\":true");
    }

    @Test
    void aScheduledMessageHasItsSendAtAsDate() {
        Instant due = Instant.now().plusSeconds(2).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        Answer answer = send(MAIL.replace("}", ", \"send_at\": \"" + due + "\"}"));

        awaitStatus(id(answer), "sent");
        assertThat(first.calls().get(0).message().date()).isEqualTo(due);
    }

    @Test
    void aScheduledMessageWaitsAndCanBeCancelled() {
        String later = MAIL.replace("}", ", \"send_at\": \"" + Instant.now().plusSeconds(3600) + "\"}");
        Answer answer = send(later);
        assertThat(answer.status()).isEqualTo(202);

        assertThat(daemon.get("/messages/" + id(answer)).text()).contains("\"status\":\"queued\"");
        Answer cancelled = daemon.send(daemon.request("/messages/" + id(answer)).DELETE());
        assertThat(cancelled.text()).contains("\"status\":\"cancelled\"");
        assertThat(daemon.send(daemon.request("/messages/" + id(answer)).DELETE())
                        .status())
                .isEqualTo(409);
        assertThat(first.calls()).isEmpty();

        assertThat(send(MAIL.replace("}", ", \"send_at\": \"2100-01-01T00:00:00Z\"}"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theSameKeyAndBodyIsReplayed() {
        Answer one = send(MAIL, "Idempotency-Key", "k1");
        Answer again = send(MAIL, "Idempotency-Key", "k1");
        Answer other = send(MAIL.replace("Hi", "Ho"), "Idempotency-Key", "k1");

        assertThat(one.status()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(id(again)).isEqualTo(id(one));
        assertThat(other.status()).isEqualTo(422);
        assertThat(first.calls()).hasSize(1);
        assertThat(send(MAIL, "Idempotency-Key", "x".repeat(257)).status()).isEqualTo(400);
    }

    @Test
    void aRepetitionDuringTheFirstSendIsAConflict() {
        CompletableFuture<Outcome> slow = new CompletableFuture<>();
        first.answers(slow);
        CompletableFuture<Answer> one = CompletableFuture.supplyAsync(() -> send(MAIL, "Idempotency-Key", "k1"));
        await().until(() -> first.calls().size() == 1);

        assertThat(send(MAIL, "Idempotency-Key", "k1").status()).isEqualTo(409);
        slow.complete(new Sent(new Reply(200, "OK"), "1"));
        assertThat(one.join().status()).isEqualTo(200);
    }

    @Test
    void aHundredConcurrentEqualRequestsSendOneMessage() {
        List<CompletableFuture<Answer>> all = IntStream.range(0, 100)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> send(MAIL, "Idempotency-Key", "k1")))
                .toList();
        assertThat(all).allSatisfy(answer -> assertThat(answer.join().status()).isIn(200, 409));
        assertThat(first.calls()).hasSize(1);
    }

    @Test
    void eachMessageOfABatchIsAcceptedOrRefused() {
        String batch = "{\"messages\": [" + MAIL + ", {\"to\": [\"nobody\"]}, " + MAIL + "]}";
        Answer answer = post("/send/batch", batch, "Idempotency-Key", "b1");

        assertThat(answer.status()).isEqualTo(200);
        var messages = answer.json().get("messages");
        assertThat(messages.size()).isEqualTo(3);
        assertThat(messages.get(1)
                        .get("problem")
                        .get("errors")
                        .get(0)
                        .get("field")
                        .getStringValue())
                .isEqualTo("to[0]");
        awaitStatus(messages.get(0).get("id").getStringValue(), "sent");
        awaitStatus(messages.get(2).get("id").getStringValue(), "sent");

        Answer again = post("/send/batch", batch, "Idempotency-Key", "b1");
        assertThat(again.json().get("messages").get(0).get("id").getStringValue())
                .isEqualTo(messages.get(0).get("id").getStringValue());
        assertThat(first.calls()).hasSize(2);
    }

    @Test
    void aBatchHasLimits() {
        String many = IntStream.range(0, 501).mapToObj(i -> MAIL).collect(Collectors.joining(","));
        assertThat(post("/send/batch", "{\"messages\": [" + many + "]}").status())
                .isEqualTo(400);
        assertThat(post("/send/batch", "{\"messages\": []}").status()).isEqualTo(400);
        assertThat(post("/send/batch", "{\"mails\": []}").status()).isEqualTo(400);
        assertThat(post("/send/batch", "{\"messages\": [1]}").text()).contains("messages[0]");
    }

    @Test
    void messagesAreListedByPage() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, id(send(MAIL)));
        }
        Answer page = daemon.get("/messages?limit=3&status=sent&tag=t1&recipient=ann@example.com");
        Answer rest =
                daemon.get("/messages?limit=3&cursor=" + page.json().get("next").getStringValue());

        List<String> seen = new ArrayList<>();
        for (Answer answer : List.of(page, rest)) {
            for (var message : answer.json().get("messages").values()) {
                seen.add(message.get("id").getStringValue());
            }
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(rest.json().get("next")).isNull();
        for (String bad : List.of("status=lost", "limit=0", "limit=9999", "since=today", "cursor=x", "recipient=x")) {
            assertThat(daemon.get("/messages?" + bad).status()).as(bad).isEqualTo(400);
        }
    }

    @Test
    void anInvalidIdIsNotFound() {
        assertThat(daemon.get("/messages/abc").status()).isEqualTo(404);
        assertThat(daemon.send(daemon.request("/messages/abc").DELETE()).status())
                .isEqualTo(404);
        assertThat(post("/messages/abc/resend", "").status()).isEqualTo(404);
    }

    @Test
    void isReadyWhileTheStoreCanBeWritten() {
        assertThat(daemon.get("/health/readiness").status()).isEqualTo(200);
        daemon.context().getBean(io.mailsender.queue.MessageStore.class).close();
        await().untilAsserted(() ->
                assertThat(daemon.get("/health/readiness").status()).isEqualTo(503));
        assertThat(daemon.get("/health/liveness").status()).isEqualTo(200);
        assertThat(send(MAIL).status()).isEqualTo(503);
        assertThat(daemon.get("/messages").status()).isEqualTo(503);
        assertThat(first.calls()).isEmpty();
    }

    private Answer send(String json, String... headers) {
        return post("/send", json, headers);
    }

    private Answer post(String path, String json, String... headers) {
        var request =
                daemon.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return daemon.send(request);
    }

    private static String id(Answer answer) {
        return answer.json().get("id").getStringValue();
    }

    private void awaitStatus(String id, String status) {
        await().untilAsserted(() -> assertThat(
                        daemon.get("/messages/" + id).json().get("status").getStringValue())
                .isEqualTo(status));
    }
}
