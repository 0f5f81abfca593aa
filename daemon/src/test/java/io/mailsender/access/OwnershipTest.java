package io.mailsender.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message belongs to the name of its key; other keys cannot see it. */
class OwnershipTest {

    private static final String MAIL = "{\"to\": [\"ann@example.com\"], \"send_at\": \"2099-01-01T00:00:00Z\"}";
    private static final String SOON = "{\"to\": [\"ann@example.com\"], \"send_at\": \"%s\"}"
            .formatted(java.time.Instant.now().plusSeconds(86_400));

    private static TestDaemon daemon;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Map<String, Object> properties = TestDaemon.sqlite(directory);
        properties.put(
                "api-keys",
                Map.of(
                        "a",
                        Map.of("hash", List.of(TestKeys.hash("key-a"), TestKeys.hash("next-key-a"))),
                        "b",
                        TestKeys.hash("key-b"),
                        "ops",
                        Map.of("hash", TestKeys.hash("key-ops"), "scopes", List.of("read", "send", "admin"))));
        daemon = TestDaemon.with(properties, new ScriptedProvider("p"));
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /messages/%s, 200",
        "POST, /messages/%s/resend, 409",
        "POST, /messages/%s/close, 409",
        "DELETE, /messages/%s, 200"
    })
    void anotherKeyCannotSeeAMessage(String method, String path, int own) {
        String id = id(call("key-a", "POST", "/send", SOON));
        String body = path.endsWith("close") ? "{\"status\": \"sent\"}" : "";
        Answer stranger = call("key-b", method, path.formatted(id), body);
        Answer nothing = call("key-b", method, path.formatted("0".repeat(32)), body);

        assertThat(stranger.status()).isEqualTo(404);
        assertThat(stranger.text()).isEqualTo(nothing.text());
        assertThat(call("next-key-a", method, path.formatted(id), body).status())
                .isEqualTo(own);
    }

    @Test
    void anotherKeyCannotListAMessage() {
        String id = id(call("key-a", "POST", "/send", SOON));

        assertThat(call("key-b", "GET", "/messages", "").text()).doesNotContain(id);
        assertThat(call("key-b", "GET", "/messages?recipient=ann@example.com", "")
                        .text())
                .doesNotContain(id);
        assertThat(call("key-a", "GET", "/messages", "").text()).contains(id);
        assertThat(call("key-ops", "GET", "/messages", "").text()).contains(id);
        assertThat(call("key-ops", "GET", "/messages/" + id, "").status()).isEqualTo(200);
    }

    @Test
    void idempotencyKeysAreSeparatePerApiKey() {
        Answer a = call("key-a", "POST", "/send", SOON, "Idempotency-Key", "order-1");
        Answer b = call("key-b", "POST", "/send", SOON, "Idempotency-Key", "order-1");
        Answer again = call("next-key-a", "POST", "/send", SOON, "Idempotency-Key", "order-1");

        assertThat(id(b)).isNotEqualTo(id(a));
        assertThat(b.header("Idempotent-Replayed")).isEmpty();
        assertThat(id(again)).isEqualTo(id(a));
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(call("key-b", "POST", "/send", MAIL.replace("ann", "bob"), "Idempotency-Key", "order-2")
                        .text())
                .doesNotContain("Idempotency-Key");
    }

    private static Answer call(String key, String method, String path, String body, String... headers) {
        return TestKeys.call(daemon, key, method, path, body, headers);
    }

    private static String id(Answer answer) {
        return answer.json().get("id").getStringValue();
    }
}
