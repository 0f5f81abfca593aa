package io.mailsender.submission;

import static io.mailsender.testing.Outcomes.REJECTED;
import static io.mailsender.testing.Outcomes.UNKNOWN;
import static io.mailsender.testing.Outcomes.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.micronaut.json.tree.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests count as equal for an Idempotency-Key, and when a repetition is a new try. */
class IdempotencyTest {

    private static final String MAIL =
            "{\"to\": [\"ann@example.com\"], \"subject\": \"Hi\", \"headers\": {\"X-A\": \"1\", \"X-B\": \"2\"},"
                    + " \"metadata\": {\"order\": \"7\", \"shop\": \"9\"}}";

    @TempDir
    Path directory;

    private final ScriptedProvider first = new ScriptedProvider("first");
    private final ScriptedProvider second = new ScriptedProvider("second");
    private TestDaemon daemon;

    @BeforeEach
    void start() {
        Map<String, Object> settings = new HashMap<>(TestDaemon.sqlite(directory));
        settings.put("delivery.deadline", "20s");
        settings.put("queue.poll", "20ms");
        // A message that no provider takes fails immediately.
        settings.put("retry.give-up", "1ms");
        daemon = TestDaemon.with(settings, first, second);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"subject\": \"Hi\", \"to\": [\"ann@example.com\"], \"metadata\": {\"shop\": \"9\", \"order\": \"7\"},"
                        + " \"headers\": {\"X-B\": \"2\", \"X-A\": \"1\"}}",
                "{\"to\": [\"ann@example.com\"], \"subject\": \"Hi\", \"headers\": {\"X-A\": \"1\", \"X-B\": \"2\"},"
                        + " \"metadata\": {\"order\": \"7\", \"shop\": \"9\"}, \"priority\": \"normal\", \"cc\": [], \"bcc\": [],"
                        + " \"tags\": [], \"attachments\": []}",
            })
    void aRequestWithTheSameMeaningIsReplayed(String other) {
        Answer one = send(MAIL, "k1");
        Answer again = send(other, "k1");

        assertThat(again.text()).isEqualTo(one.text());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(first.calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"priority\": \"high\"",
                "\"cc\": [\"bob@example.com\"]",
                "\"tags\": [\"x\"]",
                "\"text\": \"\\n\""
            })
    void aRequestWithAnotherMeaningIsAConflict(String member) {
        send(MAIL, "k1");

        Answer other = send(MAIL.replaceFirst("}$", ", " + member + "}"), "k1");

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.text()).contains("Idempotency-Key was already used for a different request");
    }

    @Test
    void aValueInAnotherMemberIsAConflict() {
        send(MAIL, "k1");

        assertThat(send(MAIL.replace("\"1\"", "\"2\""), "k1").status()).isEqualTo(422);
        assertThat(send(MAIL.replace("X-A", "X-C"), "k1").status()).isEqualTo(422);
    }

    @Test
    void aCertainFailureIsTriedAgain() {
        first.answers(UNREACHABLE);
        second.answers(UNREACHABLE);
        Answer failed = send(MAIL, "k1");
        assertThat(failed.status()).isEqualTo(503);

        Answer again = send(MAIL, "k1");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Idempotent-Retry-Of")).isEqualTo(id(failed));
        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(id(again)).isNotEqualTo(id(failed));
        Answer replayed = send(MAIL, "k1");
        assertThat(id(replayed)).isEqualTo(id(again));
        assertThat(replayed.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(first.calls()).hasSize(2);
        assertThat(send(MAIL.replace("Hi", "Ho"), "k1").status()).isEqualTo(422);
    }

    @Test
    void concurrentRepetitionsAfterAFailureSendOneMessage() {
        first.answers(UNREACHABLE);
        second.answers(UNREACHABLE);
        assertThat(send(MAIL, "k1").status()).isEqualTo(503);

        List<CompletableFuture<Answer>> all = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> send(MAIL, "k1")))
                .toList();

        assertThat(all).allSatisfy(answer -> assertThat(answer.join().status()).isIn(200, 409));
        assertThat(first.calls()).hasSize(2);
    }

    /** It may have been sent, so only an operator may decide to send it again. */
    @Test
    void anUnknownOutcomeIsReplayed() {
        first.answers(UNKNOWN);
        String mail = MAIL.replaceFirst("}$", ", \"on_unknown\": \"fail\"}");
        assertThat(send(mail, "k1").status()).isEqualTo(504);

        Answer again = send(mail, "k1");

        assertThat(again.status()).isEqualTo(504);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(first.calls()).hasSize(1);
    }

    @Test
    void aRejectionIsReplayed() {
        first.answers(REJECTED);
        assertThat(send(MAIL, "k1").status()).isEqualTo(422);

        Answer again = send(MAIL, "k1");

        assertThat(again.status()).isEqualTo(422);
        assertThat(again.text()).contains("first rejected the message");
        assertThat(first.calls()).hasSize(1);
    }

    @Test
    void aBatchNamesTheMessagesThatAreNewTries() {
        first.answers(UNREACHABLE);
        second.answers(UNREACHABLE);
        String batch = "{\"messages\": [" + MAIL + "]}";
        String failed = item(post("/send/batch", batch, "b1")).get("id").getStringValue();
        await().untilAsserted(() ->
                assertThat(daemon.get("/messages/" + failed).text()).contains("\"status\":\"failed\""));

        JsonNode again = item(post("/send/batch", batch, "b1"));

        assertThat(again.get("retry_of").getStringValue()).isEqualTo(failed);
        assertThat(again.get("id").getStringValue()).isNotEqualTo(failed);
    }

    private static JsonNode item(Answer answer) {
        return answer.json().get("messages").get(0);
    }

    private Answer send(String json, String key) {
        return post("/send", json, key);
    }

    private Answer post(String path, String json, String key) {
        return daemon.send(daemon.request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(json)));
    }

    private static String id(Answer answer) {
        return answer.json().get("id").getStringValue();
    }
}
