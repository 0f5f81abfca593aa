package io.mailsender.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyFilterTest {

    /** printf %s correct-horse | sha256sum */
    private static final String HASH = "9dca666eb54730714630d1519264a7bf1eeaad00b8f2edc90d3ecbfad928d163";

    private static final TestDaemon DAEMON =
            TestDaemon.with(Map.of("api-keys", Map.of("shop", HASH)), new ScriptedProvider("p"));

    @AfterAll
    static void stop() {
        DAEMON.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/providers", "/send", "/prometheus", "/validation/ann@example.com", "/messages"})
    void asksForAKey(String path) {
        Answer answer = DAEMON.get(path);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/liveness", "/health/readiness", "/openapi.yml", "/swagger-ui/index.html"})
    void showsHealthAndDescriptionToEverybody(String path) {
        assertThat(DAEMON.get(path).status()).isEqualTo(200);
    }

    @Test
    void letsAKnownKeyIn() {
        assertThat(with("Bearer correct-horse").status()).isEqualTo(200);
        assertThat(with("bearer correct-horse").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer wrong", "Bearer ", "Bearer", "Basic correct-horse", "correct-horse", "Bearer " + HASH})
    void letsNothingElseIn(String authorization) {
        assertThat(with(authorization).status()).isEqualTo(401);
    }

    private static Answer with(String authorization) {
        return DAEMON.send(DAEMON.request("/providers")
                .header("Authorization", authorization)
                .GET());
    }
}
