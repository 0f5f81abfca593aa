package io.mailsender.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessFilterTest {

    /** printf %s correct-horse | sha256sum */
    private static final String HASH = "9dca666eb54730714630d1519264a7bf1eeaad00b8f2edc90d3ecbfad928d163";

    private static final TestDaemon DAEMON = TestDaemon.with(Map.of("api-keys", keys()), new ScriptedProvider("p"));

    private static Map<String, Object> keys() {
        Map<String, Object> keys = new HashMap<>(Map.of("shop", HASH));
        for (Scope scope : Scope.values()) {
            String word = scope.word();
            keys.put(word, Map.of("hash", TestKeys.hash("key-" + word), "scopes", List.of(word)));
        }
        keys.put(
                "here",
                Map.of("hash", TestKeys.hash("key-here"), "from-domains", List.of("example.com", "müller.example")));
        return keys;
    }

    @AfterAll
    static void stop() {
        DAEMON.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/providers", "/send", "/prometheus", "/validation/ann@example.com", "/messages"})
    void requiresAKey(String path) {
        Answer answer = DAEMON.get(path);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/liveness", "/health/readiness", "/openapi.yml", "/swagger-ui/index.html"})
    void requiresNoKeyForHealthAndDescription(String path) {
        assertThat(DAEMON.get(path).status()).isEqualTo(200);
    }

    @Test
    void acceptsAKnownKey() {
        assertThat(with("Bearer correct-horse").status()).isEqualTo(200);
        assertThat(with("bearer correct-horse").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer wrong", "Bearer ", "Bearer", "Basic correct-horse", "correct-horse", "Bearer " + HASH})
    void refusesEverythingElse(String authorization) {
        assertThat(with(authorization).status()).isEqualTo(401);
    }

    private static Answer with(String authorization) {
        return DAEMON.send(DAEMON.request("/providers")
                .header("Authorization", authorization)
                .GET());
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /send, send",
        "POST, /send/batch, send",
        "GET, /messages, read",
        "GET, /messages/00000000000000000000000000000000, read",
        "DELETE, /messages/00000000000000000000000000000000, send",
        "PATCH, /messages/00000000000000000000000000000000, send",
        "POST, /messages/00000000000000000000000000000000/resend, send",
        "POST, /messages/00000000000000000000000000000000/close, send",
        "GET, /providers, read",
        "GET, /prometheus, read",
        "GET, /validation/ann@example.com, validate",
        "POST, /validation/ann@example.com, validate",
        "GET, /keys, admin",
        "POST, /keys, admin",
        "DELETE, /keys/abcdefghijkl, admin"
    })
    void requiresTheScope(String method, String path, String required) {
        for (Scope scope : Scope.values()) {
            Answer answer = TestKeys.call(DAEMON, "key-" + scope.word(), method, path, "");
            if (scope.word().equals(required)) {
                assertThat(answer.status()).as(scope.word()).isNotIn(401, 403);
            } else {
                assertThat(answer.status()).as(scope.word()).isEqualTo(403);
                assertThat(answer.text()).contains("scope " + required);
            }
        }
    }

    @Test
    void everyOperationDeclaresItsScope() {
        assertThat(DAEMON.context().getBean(Router.class).uriRoutes())
                .filteredOn(route -> route.getDeclaringType().getName().startsWith("io.mailsender."))
                .filteredOn(route -> !route.getUriMatchTemplate()
                        .toPathString()
                        .matches("/|/openapi.yml|/console/(sign-in|assets/.*)"))
                .isNotEmpty()
                .allMatch(route -> route.getAnnotationMetadata().hasAnnotation(RequiresScope.class));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "ann@example.com, 200",
                "ann@EXAMPLE.com, 200",
                "ann@müller.example, 200",
                "ann@example.org, 403",
                "ann@sub.example.com, 403",
                "none, 403",
            })
    void sendsOnlyFromItsDomains(@Nullable String from, int status) {
        String sender = from == null ? "" : ", \"from_address\": \"" + from + "\"";
        Answer answer =
                TestKeys.call(DAEMON, "key-here", "POST", "/send", "{\"to\": [\"bob@example.net\"]" + sender + "}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        if (status == 403) {
            assertThat(answer.text()).contains("from_address", "example.com");
        }
    }

    @Test
    void limitsRequestsWithAWrongKeyButNotWithAValidOne() {
        try (TestDaemon daemon = TestDaemon.with(Map.of("api-keys", keys()), new ScriptedProvider("p"))) {
            Answer answer = TestKeys.call(daemon, "guess-0", "GET", "/providers", "");
            for (int i = 1; answer.status() == 401 && i < 100; i++) {
                answer = TestKeys.call(daemon, "guess-" + i, "GET", "/providers", "");
            }
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.header("Retry-After")).isEqualTo("3");
            assertThat(TestKeys.call(daemon, "correct-horse", "GET", "/providers", "")
                            .status())
                    .isEqualTo(200);
            assertThat(daemon.get("/providers").status()).isEqualTo(401);
            assertThat(TestKeys.call(daemon, "key-read", "GET", "/prometheus", "")
                            .text())
                    .containsPattern("mail_sender_requests_without_key_total 2[2-9]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health/../providers",
                "/swagger-ui/../providers",
                "/swagger-ui/%2e%2e/providers",
                "//providers",
                "/health/..%2fproviders",
                "/providers;a=/health",
                "/providers?x=/health/",
                "/Providers",
                "/%70roviders",
                "/providers/"
            })
    void noPathBypassesIt(String path) throws IOException {
        try (Socket socket =
                new Socket(DAEMON.uri("/").getHost(), DAEMON.uri("/").getPort())) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .doesNotContain("last_failure", "\"kind\"")
                    .containsAnyOf(" 401 ", " 404 ", " 400 ");
        }
    }
}
