package io.mailsender.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that are created, replaced and revoked while the daemon runs. */
class KeysApiTest {

    private static final String ADMIN = "the-admin-s-key";

    @TempDir
    Path directory;

    private TestDaemon daemon;

    @BeforeEach
    void start() {
        daemon = daemon("sqlite");
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private TestDaemon daemon(String store) {
        return TestDaemon.with(
                Map.of(
                        "store.kind",
                        store,
                        "store.file",
                        directory.resolve("mail.db").toString(),
                        "api-keys",
                        Map.of(
                                "admin",
                                Map.of("hash", TestKeys.hash(ADMIN), "scopes", List.of("admin")),
                                "shop",
                                TestKeys.hash("shop"))),
                new ScriptedProvider("p"));
    }

    @Test
    void aNewKeyHasItsScopes() {
        Answer made = create("{\"name\": \"billing\", \"scopes\": [\"read\"], \"limits\": {\"requests\": \"9/s\"}}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(key(made)).matches("msk_[a-z2-7]{12}_[a-z2-7]{32}");
        assertThat(made.header("Location")).isEqualTo("/keys/" + id(made));
        assertThat(made.header("Cache-Control")).isIn("", "no-store");
        assertThat(with(key(made)).status()).isEqualTo(200);
        assertThat(send(key(made)).status()).isEqualTo(403);
        assertThat(list())
                .contains("\"name\":\"billing\"", "\"status\":\"live\"", "\"scopes\":[\"read\"]", "9/s", "\"shop\"");
    }

    @Test
    void theKeyIsShownOnceAndNotStored() throws Exception {
        Answer made = create("{\"name\": \"billing\"}");
        assertThat(with(key(made)).status()).isEqualTo(200);

        String secret = key(made).substring(key(made).lastIndexOf('_') + 1);
        assertThat(list()).doesNotContain(secret);
        daemon.close();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain(secret));
        }
        daemon = daemon("sqlite");
        assertThat(with(key(made)).status()).isEqualTo(200);
    }

    @Test
    void aNameMayHaveTwoLiveKeys() {
        Answer old = create("{\"name\": \"billing\", \"scopes\": [\"read\"], \"from_domains\": [\"example.com\"]}");
        Answer successor = create("{\"name\": \"billing\"}");

        assertThat(successor.text()).contains("\"scopes\":[\"read\"]", "\"from_domains\":[\"example.com\"]");
        assertThat(with(key(old)).status()).isEqualTo(200);
        assertThat(with(key(successor)).status()).isEqualTo(200);
        assertThat(create("{\"name\": \"billing\"}").status()).isEqualTo(409);

        assertThat(revoke(id(old)).status()).isEqualTo(204);
        assertThat(with(key(old)).status()).isEqualTo(401);
        assertThat(with(key(successor)).status()).isEqualTo(200);
        assertThat(create("{\"name\": \"billing\"}").status()).isEqualTo(201);
        assertThat(list()).contains("\"status\":\"revoked\"");
    }

    @Test
    void unknownExpiredAndRevokedKeysGetTheSameAnswer() {
        Answer expiring =
                create("{\"name\": \"a\", \"expires\": \"" + Instant.now().plusMillis(1500) + "\"}");
        assertThat(with(key(expiring)).status()).isEqualTo(200);
        Answer revoked = create("{\"name\": \"b\"}");
        revoke(id(revoked));
        Answer unknown = with(key(revoked) + "x");
        await().untilAsserted(() -> assertThat(with(key(expiring)).status()).isEqualTo(401));

        assertThat(with(key(expiring)).text())
                .isEqualTo(unknown.text())
                .isEqualTo(with(key(revoked)).text())
                .isEqualTo(daemon.get("/providers").text());
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(list()).contains("\"status\":\"expired\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {}                                                          | 400 | name
            {'name': 'a b'}                                             | 400 | name
            {'name': 'a', 'scopes': ['sent']}                           | 400 | scopes
            {'name': 'a', 'from_domains': ['x y']}                      | 400 | from_domains
            {'name': 'a', 'scopes': []}                                 | 400 | scopes
            {'name': 'a', 'from_domains': []}                           | 400 | from_domains
            {'name': 'a', 'limits': {'messages': '5'}}                  | 400 | limits
            {'name': 'a', 'limits': {'mails': '5/s'}}                   | 400 | limits
            {'name': 'a', 'expires': '2020-01-01T00:00:00Z'}            | 400 | expires
            {'name': 'a', 'scope': ['send']}                            | 400 | scope
            {'name': 'shop'}                                            | 409 | configuration
            """)
    void explainsErrors(String request, int status, String word) {
        Answer answer = create(request.replace('\'', '"'));
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text()).contains(word).doesNotContain("io.mailsender", "Exception");
    }

    @Test
    void onlyAnAdminCreatesKeys() {
        assertThat(as("shop", "/keys", "POST", "{\"name\": \"x\"}").status()).isEqualTo(403);
        assertThat(as("shop", "/keys", "GET", "").status()).isEqualTo(403);
        assertThat(as("shop", "/keys/abcdefghijkl", "DELETE", "").status()).isEqualTo(403);
        assertThat(as(ADMIN, "/send", "POST", "{\"to\": [\"ann@example.com\"]}").status())
                .isEqualTo(403);
    }

    @Test
    void showsWhenAKeyWasUsed() {
        Answer made = create("{\"name\": \"billing\"}");
        assertThat(list()).doesNotContain("\"used\"");
        with(key(made));
        daemon.context().getBean(KeyRing.class).recordUse();
        await().untilAsserted(() -> assertThat(list()).contains("\"used\""));
    }

    @Test
    void anUnreadableKeyIsListedAndCanBeRevoked() throws Exception {
        String id = id(create("{\"name\": \"billing\"}"));
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mail.db"));
                Statement sql = database.createStatement()) {
            sql.executeUpdate("UPDATE api_key SET grants = '{\"scopes\":[\"newer\"]}'");
        }
        assertThat(list()).contains(id, "\"scopes\":[]");
        assertThat(revoke(id).status()).isEqualTo(204);
    }

    @Test
    void revokingAnUnknownKeyIsNotFound() {
        assertThat(revoke("abcdefghijkl").status()).isEqualTo(404);
        assertThat(revoke("' OR 1=1 --").status()).isEqualTo(404);
    }

    @Test
    void withoutAStoreKeysAreOnlyInTheConfiguration() {
        try (TestDaemon stateless = daemon("none")) {
            Answer answer = stateless.send(stateless
                    .request("/keys")
                    .header("Authorization", "Bearer " + ADMIN)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"name\": \"a\"}")));
            assertThat(answer.status()).isEqualTo(501);
            assertThat(answer.text()).contains("api-keys");
        }
    }

    @Test
    void theFirstKeyClosesAnOpenDaemon() {
        try (TestDaemon open = TestDaemon.with(
                Map.of(
                        "store.kind",
                        "sqlite",
                        "store.file",
                        directory.resolve("open.db").toString()),
                new ScriptedProvider("p"))) {
            assertThat(open.post("/keys", "{\"name\": \"shop\", \"scopes\": [\"send\"]}")
                            .text())
                    .contains("the first key needs the scope admin");
            assertThat(open.get("/providers").status()).isEqualTo(200);
            Answer made = open.post("/keys", "{\"name\": \"root\", \"scopes\": [\"admin\", \"read\"]}");
            assertThat(made.status()).isEqualTo(201);
            assertThat(open.get("/providers").status()).isEqualTo(401);

            // Revoking the last key does not open it again.
            Answer revoked = open.send(open.request("/keys/" + id(made))
                    .header("Authorization", "Bearer " + key(made))
                    .DELETE());
            assertThat(revoked.status()).isEqualTo(204);
            assertThat(open.get("/providers").status()).isEqualTo(401);
        }
    }

    @Test
    void refusesStoredKeysThatCouldNotBeReadForLong() {
        Answer made = create("{\"name\": \"billing\"}");
        daemon.context().getBean(io.mailsender.queue.MessageStore.class).close();
        await().untilAsserted(() -> assertThat(with(key(made)).status()).isEqualTo(503));
        assertThat(with("shop").status()).isEqualTo(200);
    }

    private Answer create(String request) {
        return as(ADMIN, "/keys", "POST", request);
    }

    private Answer revoke(String id) {
        return as(ADMIN, "/keys/" + id.replace(" ", "%20").replace("'", "%27"), "DELETE", "");
    }

    private String list() {
        return as(ADMIN, "/keys", "GET", "").text();
    }

    private Answer with(String key) {
        return as(key, "/providers", "GET", "");
    }

    private Answer send(String key) {
        return as(key, "/send", "POST", "{\"to\": [\"ann@example.com\"]}");
    }

    private Answer as(String key, String path, String method, String body) {
        return TestKeys.call(daemon, key, method, path, body);
    }

    private static String key(Answer made) {
        return made.json().get("key").getStringValue();
    }

    private static String id(Answer made) {
        return made.json().get("id").getStringValue();
    }
}
