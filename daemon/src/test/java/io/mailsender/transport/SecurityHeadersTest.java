package io.mailsender.transport;

import static io.mailsender.testing.RawConnection.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.RawConnection;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityHeadersTest {

    private static final TestDaemon DAEMON = TestDaemon.with(new ScriptedProvider("p"));

    @AfterAll
    static void stop() {
        DAEMON.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/providers",
                "/no/such/path",
                "/health",
                "/prometheus",
                "/openapi.yml",
                "/",
                "/swagger-ui/",
                "/send",
                "/%"
            })
    void everyAnswerHasThem(String path) throws Exception {
        String answer = answer(head("GET", path, "Connection: close"));
        assertThat(answer)
                .contains(
                        "x-content-type-options: nosniff\r\n",
                        "referrer-policy: no-referrer\r\n",
                        "x-frame-options: DENY\r\n",
                        "frame-ancestors 'none'")
                .containsPattern("(?i)cache-control: ")
                .doesNotContainPattern("(?i)\r\nserver:|strict-transport|access-control");
    }

    @Test
    void theApisAnswersAreNotKept() throws Exception {
        assertThat(answer(head("GET", "/providers", "Connection: close"))).contains("cache-control: no-store\r\n");
    }

    @Test
    void anotherSitesPageReadsNothing() throws Exception {
        String origin = "Origin: https://evil.example";
        assertThat(answer(head("GET", "/providers", origin, "Connection: close")))
                .doesNotContainIgnoringCase("access-control-");
        assertThat(answer(head(
                        "OPTIONS",
                        "/send",
                        origin,
                        "Access-Control-Request-Method: POST",
                        "Access-Control-Request-Headers: content-type",
                        "Connection: close")))
                .doesNotContainIgnoringCase("access-control-")
                .doesNotStartWith("HTTP/1.1 2");
    }

    @Test
    void theSwaggerPageRunsItsOwnScriptsOnly() {
        Answer page = DAEMON.get("/swagger-ui/index.html");
        String policy = page.header("Content-Security-Policy");
        assertThat(policy).contains("default-src 'none'", "connect-src 'self'", "script-src 'self' 'sha256-");
        assertThat(policy.replaceAll("style-src[^;]*;", "")).doesNotContain("unsafe", "http:", "https:", "*");
        assertThat(DAEMON.get("/swagger-ui/res/swagger-ui-bundle.js").text())
                .as("no foreign description by ?url=")
                .contains("queryConfigEnabled:!1")
                .doesNotContain("queryConfigEnabled:!0");
        assertThat(page.text()).doesNotContain("queryConfigEnabled");
    }

    @Test
    void theSwaggerPageCanBeSwitchedOff() {
        try (TestDaemon daemon = TestDaemon.with(Map.of("server.swagger-ui", "false"), new ScriptedProvider("p"))) {
            assertThat(daemon.get("/swagger-ui/index.html").status()).isEqualTo(404);
            assertThat(daemon.get("/swagger-ui/res/swagger-ui-bundle.js").status())
                    .isEqualTo(404);
            assertThat(daemon.get("/").header("Location")).isEqualTo("console/");
            assertThat(daemon.get("/openapi.yml").status()).isEqualTo(200);
        }
    }

    @Test
    void theConsoleCanBeSwitchedOff() {
        Map<String, Object> settings = Map.of("server.swagger-ui", "false", "server.console", "false");
        try (TestDaemon daemon = TestDaemon.with(settings, new ScriptedProvider("p"))) {
            for (String path : List.of(
                    "/", "/console", "/console/", "/console/sign-in", "/console/messages", "/console/assets/x")) {
                assertThat(daemon.get(path).status()).as(path).isEqualTo(404);
            }
        }
    }

    private static String answer(String request) throws IOException {
        try (RawConnection client = RawConnection.connect(DAEMON.uri("/")).send(request)) {
            return client.untilTheEnd();
        }
    }
}
