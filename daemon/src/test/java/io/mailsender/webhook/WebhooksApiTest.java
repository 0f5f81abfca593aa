package io.mailsender.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultyHttpServer.Request;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import io.micronaut.json.tree.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhooksApiTest {

    private static final String MAIL =
            "{\"from_address\":\"a@example.com\",\"to\":[\"ann@example.com\"],\"subject\":\"Hi\",\"text\":\"Hello\",\"tags\":[\"t1\"]}";

    @TempDir
    Path directory;

    private TestDaemon daemon;
    private FaultyHttpServer receiver;

    @BeforeEach
    void start() throws Exception {
        receiver = FaultyHttpServer.start();
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put("webhooks.allow-hosts", List.of("127.0.0.1"));
        settings.put("webhooks.poll", "50ms");
        settings.put(
                "api-keys",
                Map.of(
                        "admin",
                        Map.of("hash", TestKeys.hash("admin"), "scopes", List.of("admin", "webhooks")),
                        "shop",
                        Map.of("hash", TestKeys.hash("shop"), "scopes", List.of("send", "read", "webhooks")),
                        "other",
                        Map.of("hash", TestKeys.hash("other"), "scopes", List.of("send", "webhooks")),
                        "plain",
                        TestKeys.hash("plain")));
        daemon = TestDaemon.with(settings, new ScriptedProvider("p"));
    }

    @AfterEach
    void stop() throws Exception {
        daemon.close();
        receiver.close();
    }

    private Answer call(String key, String method, String path, String body) {
        return TestKeys.call(daemon, key, method, path, body);
    }

    private JsonNode add(String key, String more) {
        Answer answer = call(
                key,
                "POST",
                "/webhooks",
                "{\"url\":\"http://127.0.0.1:" + receiver.uri().getPort() + "/" + key + "\"" + more + "}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    private static String text(JsonNode json, String field) {
        return json.get(field).getStringValue();
    }

    @Test
    void aSentMessageIsTold() throws Exception {
        JsonNode mine = add("shop", ",\"events\":[\"message.*\"]");
        JsonNode global = add("admin", "");
        add("other", "");
        Answer sent = call("shop", "POST", "/send", MAIL);
        assertThat(sent.status()).isEqualTo(200);

        await().until(() -> receiver.posts().size() >= 2);
        assertThat(receiver.posts()).extracting(Request::path).containsExactlyInAnyOrder("/shop", "/admin");
        for (Request post : receiver.posts()) {
            String secret = text(post.path().equals("/shop") ? mine : global, "secret");
            new com.standardwebhooks.Webhook(secret).verify(post.text(), Map.copyOf(post.headers()));
            assertThat(post.text())
                    .contains(
                            "\"type\":\"message.sent\"",
                            "\"id\":\"" + text(sent.json(), "id") + "\"",
                            "\"api_key\":\"shop\"",
                            "\"status\":\"sent\"",
                            "\"possible_duplicate\":false",
                            "\"tags\":[\"t1\"]",
                            "\"recipients\":[{\"address\":\"ann@example.com\",\"state\":\"sent\"}]");
        }
    }

    @Test
    void theLogShowsAndRepeatsADelivery() {
        String id = text(add("shop", ""), "id");
        receiver.next(Behaviours.answer(500, "text/plain", "broken"));
        Answer test = call("shop", "POST", "/webhooks/" + id + "/test", "");
        assertThat(test.status()).as(test.text()).isEqualTo(202);
        String delivery = text(test.json(), "id");

        await().until(() -> log(id).contains("broken"));
        assertThat(log(id)).contains("\"type\":\"webhook.test\"", "\"state\":\"pending\"", "\"status_code\":500");
        assertThat(call("shop", "POST", "/webhooks/" + id + "/deliveries/" + delivery + "/resend", "")
                        .status())
                .isEqualTo(409);
        await().until(() -> log(id).contains("\"state\":\"delivered\""));
        assertThat(call("shop", "POST", "/webhooks/" + id + "/deliveries/" + delivery + "/resend", "")
                        .status())
                .isEqualTo(202);
        await().until(() -> receiver.posts().size() == 3);
        assertThat(receiver.posts())
                .extracting(post -> post.header("webhook-id"))
                .containsOnly(delivery);
        assertThat(call("shop", "POST", "/webhooks/" + id + "/resend", "{\"since\":\"2020-01-01T00:00:00Z\"}")
                        .text())
                .isEqualTo("{\"resent\":0}");
    }

    private String log(String id) {
        return call("shop", "GET", "/webhooks/" + id + "/deliveries", "").text();
    }

    @Test
    void aKeyManagesItsOwn() {
        String mine = text(add("shop", ""), "id");
        String global = text(add("admin", ""), "id");
        String path = "/webhooks/" + mine;

        assertThat(call("shop", "GET", "/webhooks", "").text()).contains(mine).doesNotContain(global, "whsec_");
        assertThat(call("admin", "GET", "/webhooks", "").text()).contains(mine, global);
        for (String way : List.of("GET /", "GET /secret", "GET /deliveries", "POST /test", "DELETE /")) {
            String[] words = way.split(" /");
            String rest = words.length > 1 ? "/" + words[1] : "";
            assertThat(call("other", words[0], path + rest, "").status())
                    .as(way)
                    .isEqualTo(404);
            assertThat(call("plain", words[0], path + rest, "").status())
                    .as(way)
                    .isEqualTo(403);
            assertThat(call("shop", words[0], "/webhooks/" + global + rest, "").status())
                    .as(way)
                    .isEqualTo(404);
        }
        assertThat(call("shop", "POST", "/webhooks", "{\"url\":\"https://x.example\",\"api_key\":\"other\"}")
                        .status())
                .isEqualTo(403);
        assertThat(call("admin", "POST", "/webhooks", "{\"url\":\"https://x.example\",\"api_key\":\"other\"}")
                        .text())
                .contains("\"api_key\":\"other\"");
        assertThat(call("shop", "DELETE", path, "").status()).isEqualTo(204);
        assertThat(call("shop", "GET", path, "").status()).isEqualTo(404);
    }

    @Test
    void changesAndRotates() {
        JsonNode made =
                add("shop", ",\"events\":[\"message.sent\"],\"secret\":\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"");
        String path = "/webhooks/" + text(made, "id");
        assertThat(text(made, "secret")).isEqualTo("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertThat(call("shop", "GET", path, "").text()).doesNotContain("whsec_");
        assertThat(call("shop", "PATCH", path, "{\"events\":[\"recipient.*\"],\"status\":\"disabled\"}")
                        .text())
                .contains("\"events\":[\"recipient.*\"]", "\"status\":\"disabled\"");
        assertThat(call("shop", "POST", path + "/test", "").status()).isEqualTo(409);
        assertThat(call(
                                "shop",
                                "PATCH",
                                path,
                                "{\"url\":\"https://example.org/x\",\"events\":[],\"status\":\"enabled\"}")
                        .text())
                .contains("\"url\":\"https://example.org/x\"", "\"status\":\"enabled\"")
                .doesNotContain("\"events\"");

        Answer rotated = call("shop", "POST", path + "/rotate", "");
        assertThat(rotated.status()).as(rotated.text()).isEqualTo(200);
        assertThat(call("shop", "GET", path + "/secret", "").text())
                .contains(text(rotated.json(), "secret"), "\"previous\":\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"");

        Answer again = call("shop", "POST", path + "/rotate", "");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text()).contains("the previous one signs until");
        assertThat(call("shop", "GET", path + "/secret", "").text()).contains(text(rotated.json(), "secret"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            {}                                                          ; url: is required
            {"url":"http://10.0.0.1/"}                                  ; url: has a host with an address that is not public
            {"url":"https://[::ffff:10.0.0.1]/"}                        ; url: has a host with an address that is not public
            {"url":"https://127.1/"}                                    ; url: must
            {"url":"https://2130706433/"}                               ; url: must
            {"url":"https://u:p@example.com/"}                          ; url: must have no user name
            {"url":"https://169.254.169.254/"}                          ; url: has a host with an address that is not public
            {"url":"https://example.com/","events":["mail.sent"]}       ; events: has an entry that is no event
            {"url":"https://example.com/","events":[]}                  ; events: must not be empty
            {"url":"https://example.com/","secret":"s3cr3t"}            ; secret: must be whsec_
            {"url":"https://example.com/","api_key":"a b"}              ; api_key: must be the name of an API key
            {"url":"https://example.com/","extra":1}                    ; extra: is not a field
            """)
    void refusesWhatIsWrong(String body, String problem) {
        Answer answer = call("admin", "POST", "/webhooks", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains(problem).doesNotContain("s3cr3t");
    }

    @Test
    void aMessageToFiftyRecipientsFitsIntoAPayload() {
        add("shop", "");
        StringBuilder to = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            to.append(i == 0 ? "" : ",")
                    .append("\"")
                    .append("x".repeat(60))
                    .append(i)
                    .append("@")
                    .append("y".repeat(60))
                    .append(".")
                    .append("z".repeat(60))
                    .append(".example\"");
        }
        Answer sent = call(
                "shop",
                "POST",
                "/send",
                "{\"from_address\":\"a@example.com\",\"to\":[" + to + "],\"subject\":\"Hi\",\"text\":\"Hello\"}");
        assertThat(sent.status()).as(sent.text()).isEqualTo(200);
        await().until(() -> receiver.posts().size() == 1);
        assertThat(receiver.posts().get(0).body()).hasSizeLessThanOrEqualTo(WebhookPayload.MAX_SIZE);
        assertThat(receiver.posts().get(0).text()).contains("x49@");
    }

    @Test
    void withoutAStoreThereAreNone() {
        try (TestDaemon storeless = TestDaemon.with(new ScriptedProvider("p"))) {
            assertThat(storeless.get("/webhooks").status()).isEqualTo(501);
        }
    }
}
