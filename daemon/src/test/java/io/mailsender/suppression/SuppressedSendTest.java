package io.mailsender.suppression;

import static io.mailsender.testing.TestKeys.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.message.EmailAddress;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import io.micronaut.json.tree.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages to addresses on the suppression list, through the API of a whole daemon. */
class SuppressedSendTest {

    private static final String THREE =
            "{\"to\": [\"ann@example.com\", \"BOB@example.com\"], \"cc\": [\"cid@example.com\"], \"text\": \"x\"}";

    @TempDir
    Path directory;

    private final ScriptedProvider relay = new ScriptedProvider("relay");
    private TestDaemon daemon;

    @BeforeEach
    void start() {
        Map<String, Object> settings = new HashMap<>(TestDaemon.sqlite(directory));
        settings.put("queue.poll", "50ms");
        settings.put(
                "api-keys",
                Map.of(
                        "shop", key("shop", "send", "read"),
                        "news", key("news", "send", "read"),
                        "resets", key("resets", "send", "ignore_suppression"),
                        "root", key("root", "send", "read", "admin")));
        daemon = TestDaemon.with(settings, relay);
    }

    private static Map<String, Object> key(String name, String... scopes) {
        return Map.of("hash", TestKeys.hash(name + "-key"), "scopes", List.of(scopes));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void oneOfThreeIsLeftOutAndNamed() {
        suppress("root", "bob@example.com");

        Answer answer = post("shop", "/send", THREE);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(states(answer.json())).containsExactly("sent", "suppressed", "sent");
        JsonNode refused = answer.json().get("refused").get(0);
        assertThat(refused.get("address").getStringValue()).isEqualTo("BOB@example.com");
        assertThat(refused.get("msg").getStringValue()).isEqualTo("manual");
        assertThat(refused.get("permanent").getBooleanValue()).isTrue();
        assertThat(envelopes())
                .containsExactly(List.of(EmailAddress.parse("ann@example.com"), EmailAddress.parse("cid@example.com")));

        JsonNode stored = get("shop", "/messages/" + answer.json().get("id").getStringValue());
        assertThat(stored.get("status").getStringValue()).isEqualTo("sent");
        assertThat(states(stored)).containsExactly("sent", "suppressed", "sent");
        assertThat(stored.get("recipients").get(1).get("msg").getStringValue()).isEqualTo("manual");
    }

    @Test
    void ifAllAreSuppressedNothingIsStoredOrSent() {
        suppress("root", "ann@example.com", "bob@example.com", "cid@example.com");

        Answer answer = post("shop", "/send", THREE);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(states(answer.json())).containsExactly("suppressed", "suppressed", "suppressed");
        assertThat(answer.json().get("detail").getStringValue())
                .contains("ann@example.com (manual)")
                .contains("Nothing was sent or stored");
        assertThat(post("shop", "/send", THREE, "Prefer", "respond-async").status())
                .isEqualTo(422);
        assertThat(relay.calls()).isEmpty();
        assertThat(get("shop", "/messages").get("messages").size()).isZero();
    }

    @Test
    void anEntryOfAKeyConcernsOnlyItsMessages() {
        suppress("news", "ann@example.com", "bob@example.com", "cid@example.com");

        assertThat(post("news", "/send", THREE).status()).isEqualTo(422);
        assertThat(states(post("shop", "/send", THREE).json())).containsOnly("sent");
    }

    @Test
    void anAsynchronousAnswerNamesThem() {
        suppress("root", "bob@example.com");

        Answer answer = post("shop", "/send", THREE, "Prefer", "respond-async");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("refused").get(0).get("address").getStringValue())
                .isEqualTo("BOB@example.com");
    }

    @Test
    void aBatchNamesThemForEachMessage() {
        suppress("root", "ann@example.com");

        JsonNode items = post(
                        "shop",
                        "/send/batch",
                        "{\"messages\": [" + THREE
                                + ", {\"to\": [\"ann@example.com\"]}, {\"to\": [\"dan@example.com\"]}]}")
                .json()
                .get("messages");

        assertThat(items.get(0).get("refused").get(0).get("address").getStringValue())
                .isEqualTo("ann@example.com");
        assertThat(items.get(0).get("id")).isNotNull();
        assertThat(items.get(1).get("problem").get("status").getIntValue()).isEqualTo(422);
        assertThat(items.get(1).get("refused").get(0).get("msg").getStringValue())
                .isEqualTo("manual");
        assertThat(items.get(1).get("id")).isNull();
        assertThat(items.get(2).get("refused")).isNull();
    }

    @Test
    void aScheduledMessageIsCheckedAgain() {
        String some = scheduled("ann@example.com", "bob@example.com");
        String all = scheduled("bob@example.com");
        suppress("root", "bob@example.com");

        await().untilAsserted(() -> {
            assertThat(status(some)).isEqualTo("sent");
            assertThat(status(all)).isEqualTo("rejected");
        });
        assertThat(states(get("shop", "/messages/" + some))).containsExactly("sent", "suppressed");
        assertThat(states(get("shop", "/messages/" + all))).containsExactly("suppressed");
        assertThat(envelopes()).containsExactly(List.of(EmailAddress.parse("ann@example.com")));

        // Somebody removes the address, and sends the message again.
        assertThat(call(daemon, "root-key", "DELETE", "/suppressions/bob@example.com", "")
                        .status())
                .isEqualTo(200);
        assertThat(post("shop", "/messages/" + all + "/resend", "").status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(status(all)).isEqualTo("sent"));
    }

    @Test
    void aKeyWithTheScopeCanIgnoreTheList() {
        suppress("root", "ann@example.com");
        String reset = "{\"to\": [\"ann@example.com\"], \"ignore_suppression\": true%s}";

        Answer refused = post("shop", "/send", reset.formatted(""));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("ignore_suppression");
        assertThat(post("root", "/send", reset.formatted("")).status()).isEqualTo(403);
        assertThat(relay.calls()).isEmpty();

        assertThat(post("resets", "/send", reset.formatted("")).status()).isEqualTo(200);
        // Later rounds know it, too.
        String soon = ", \"send_at\": \"" + Instant.now().plusMillis(1_500) + "\"";
        assertThat(post("resets", "/send", reset.formatted(soon)).status()).isEqualTo(202);
        await().untilAsserted(() -> assertThat(relay.calls()).hasSize(2));
        assertThat(post("resets", "/send", "{\"to\": [\"ann@example.com\"]}").status())
                .isEqualTo(422);
    }

    @Test
    void aReplayIsAnsweredLikeTheFirstRequest() {
        suppress("root", "bob@example.com");
        Answer first = post("shop", "/send", THREE, "Idempotency-Key", "k");
        // The other two complain about this very message.
        suppress("root", "ann@example.com", "cid@example.com");

        Answer again = post("shop", "/send", THREE, "Idempotency-Key", "k");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(post("shop", "/send", THREE, "Idempotency-Key", "other").status())
                .isEqualTo(422);
        assertThat(post("shop", "/send", "{\"to\": [\"ann@example.com\"]}", "Idempotency-Key", "k")
                        .text())
                .contains("already used for a different request");
        assertThat(relay.calls()).hasSize(1);
    }

    private String scheduled(String... recipients) {
        String soon = Instant.now().plus(Duration.ofMillis(1_500)).toString();
        return post(
                        "shop",
                        "/send",
                        "{\"to\": [\"" + String.join("\", \"", recipients) + "\"], \"send_at\": \"" + soon + "\"}")
                .json()
                .get("id")
                .getStringValue();
    }

    private void suppress(String key, String... addresses) {
        Answer answer = post(key, "/suppressions", "{\"addresses\": [\"" + String.join("\", \"", addresses) + "\"]}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private String status(String id) {
        return get("shop", "/messages/" + id).get("status").getStringValue();
    }

    private static List<String> states(JsonNode message) {
        return StreamSupport.stream(message.get("recipients").values().spliterator(), false)
                .map(recipient -> recipient.get("state").getStringValue())
                .toList();
    }

    private List<List<EmailAddress>> envelopes() {
        return relay.calls().stream().map(one -> one.envelope().recipients()).toList();
    }

    private Answer post(String key, String path, String json, String... headers) {
        return call(daemon, key + "-key", "POST", path, json, headers);
    }

    private JsonNode get(String key, String path) {
        return call(daemon, key + "-key", "GET", path, "").json();
    }
}
