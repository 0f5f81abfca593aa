package io.mailsender.status;

import static io.mailsender.testing.Outcomes.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.micronaut.json.tree.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding messages, and changing when they are sent. */
class MessagesApiTest {

    private static final String MAIL = "{\"to\": [\"ann+x@example.com\"], \"from\": \"Shop\", \"subject\": \"Hi\"}";
    private static final Instant LATER = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MILLIS);

    @TempDir
    Path directory;

    private final ScriptedProvider first = new ScriptedProvider("first");
    private TestDaemon daemon;

    @BeforeEach
    void start() {
        Map<String, Object> settings = new HashMap<>(TestDaemon.sqlite(directory));
        settings.put("queue.poll", "20ms");
        daemon = TestDaemon.with(settings, first);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/messages?recipent=a@example.com, recipent, did you mean recipient",
        "/messages?status=sent&status=failed, status, appears twice",
        "/messages?State=sent, State, is not a parameter",
        "/providers?x=1, x, takes none",
    })
    void refusesAnUnknownParameter(String path, String field, String why) {
        Answer answer = daemon.get(path);

        assertThat(answer.status()).isEqualTo(400);
        JsonNode error = answer.json().get("errors").get(0);
        assertThat(error.get("field").getStringValue()).isEqualTo(field);
        assertThat(error.toString() + answer.text()).contains(why);
    }

    @Test
    void explainsAPlusInAnAddress() {
        send(MAIL);

        assertThat(daemon.get("/messages?recipient=ann+x@example.com").text()).contains("write %2B for a plus");
        assertThat(daemon.get("/messages?recipient=ann%2Bx@example.com")
                        .json()
                        .get("messages")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void findsAMessageByItsMessageIdAndTheProvidersId() {
        Answer sent = send(MAIL);
        send(MAIL);
        String messageId = sent.json().get("message_id").getStringValue();

        for (String written : new String[] {messageId, messageId.replaceAll("[<>]", "")}) {
            assertThat(only("message_id", written)).isEqualTo(id(sent));
        }
        String providers =
                sent.json().get("providers").get(0).get("provider_message_id").getStringValue();
        assertThat(daemon.get("/messages?provider_message_id=" + providers).text())
                .contains(id(sent));
        assertThat(daemon.get("/messages?provider_message_id=nobody-gave-this")
                        .json()
                        .get("messages")
                        .size())
                .isZero();
        assertThat(daemon.get("/messages?message_id=x").status()).isEqualTo(400);
    }

    @Test
    void findsAMessageByEachRecipient() {
        send("{\"to\": [\"ann@example.com\"], \"cc\": [\"bob@example.com\"], \"bcc\": [\"cy@example.com\"]}");

        for (String address : List.of("ann@example.com", "bob@example.com", "cy@EXAMPLE.com")) {
            only("recipient", address);
        }
    }

    @Test
    void everyAnswerHasTheMessageId() {
        first.answers(UNKNOWN);
        Answer accepted = send(MAIL.replaceFirst("}$", ", \"on_unknown\": \"hold\"}"));
        assertThat(accepted.status()).isEqualTo(202);
        Answer status = daemon.get("/messages/" + id(accepted));

        assertThat(status.json().get("message_id")).isEqualTo(accepted.json().get("message_id"));
        first.answers(UNKNOWN);
        Answer problem = send(MAIL.replaceFirst("}$", ", \"on_unknown\": \"fail\"}"));
        assertThat(problem.status()).isEqualTo(504);
        assertThat(problem.json().get("message_id").getStringValue()).contains("@");
    }

    @Test
    void reschedulesAQueuedMessage() {
        String id = id(send(dated(LATER)));

        Answer later = patch(id, "{\"send_at\": \"" + LATER.plusSeconds(60) + "\"}");
        assertThat(later.status()).isEqualTo(200);
        assertThat(nextTry(id)).isEqualTo(LATER.plusSeconds(60));

        Instant soon = Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.MILLIS);
        assertThat(patch(id, "{\"send_at\": \"" + soon + "\"}").status()).isEqualTo(200);
        awaitStatus(id, "sent");
        assertThat(first.calls()).hasSize(1);
        assertThat(first.calls().get(0).message().date()).isEqualTo(soon);

        Answer gone = patch(id, "{\"send_at\": \"" + LATER + "\"}");
        assertThat(gone.status()).isEqualTo(409);
        assertThat(gone.text()).contains("The message is sent.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"send_at\": null}",
                "{\"send_at\": \"tomorrow\"}",
                "{\"send_at\": \"2100-01-01T00:00:00Z\"}",
                "{\"send_at\": \"2030-01-01T00:00:00\"}",
                "{\"sendAt\": \"2030-01-01T00:00:00Z\"}",
                "[]",
            })
    void refusesAnInvalidTime(String body) {
        String id = id(send(dated(LATER)));

        assertThat(patch(id, body).status()).isEqualTo(400);
        assertThat(nextTry(id)).isEqualTo(LATER);
    }

    @Test
    void aCancelledMessageKeepsItsTimeIfItIsResentWithoutOne() {
        String id = id(send(dated(LATER)));
        cancel(id);

        assertThat(post("/messages/" + id + "/resend", "").status()).isEqualTo(200);

        assertThat(daemon.get("/messages/" + id).text()).contains("\"status\":\"queued\"");
        assertThat(nextTry(id)).isEqualTo(LATER);
        assertThat(first.calls()).isEmpty();
    }

    @Test
    void aCancelledMessageTakesAnotherTime() {
        String id = id(send(dated(LATER)));
        cancel(id);

        Answer resent = post("/messages/" + id + "/resend", "{\"send_at\": \"" + LATER.plusSeconds(5) + "\"}");

        assertThat(resent.status()).isEqualTo(200);
        assertThat(nextTry(id)).isEqualTo(LATER.plusSeconds(5));
    }

    private void cancel(String id) {
        assertThat(daemon.send(daemon.request("/messages/" + id).DELETE()).text())
                .contains("\"status\":\"cancelled\"");
    }

    private String only(String parameter, String value) {
        JsonNode found = daemon.get("/messages?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))
                .json()
                .get("messages");
        assertThat(found.size()).isEqualTo(1);
        return found.get(0).get("id").getStringValue();
    }

    private Instant nextTry(String id) {
        return Instant.parse(
                daemon.get("/messages/" + id).json().get("next_try_at").getStringValue());
    }

    private static String dated(Instant due) {
        return MAIL.replaceFirst("}$", ", \"send_at\": \"" + due + "\"}");
    }

    private Answer send(String json) {
        return post("/send", json);
    }

    private Answer post(String path, String json) {
        return daemon.post(path, json);
    }

    private Answer patch(String id, String json) {
        return daemon.send(daemon.request("/messages/" + id)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(json)));
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
