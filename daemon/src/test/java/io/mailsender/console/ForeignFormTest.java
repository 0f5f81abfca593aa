package io.mailsender.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.console.screen.ConsoleClient;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.micronaut.http.HttpMethod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other sites cannot make a browser that is signed in do something (CSRF). */
class ForeignFormTest {

    private static final String OTHER_SITE = "The form came from another site.";

    @TempDir
    Path directory;

    private TestDaemon daemon;
    private ConsoleClient root;

    @BeforeEach
    void start() {
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put(
                "api-keys",
                ConsoleClient.keys(Map.of("root", List.of("read", "send", "admin", "webhooks", "validate"))));
        settings.put("server.trusted-proxies", List.of("192.0.2.0/24"));
        daemon = TestDaemon.with(settings, new ScriptedProvider("p"));
        root = ConsoleClient.of(daemon, "root");
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void noActionAcceptsAFormOfAnotherSite() {
        String host = daemon.uri("/").getAuthority();
        List<List<String>> foreign = List.of(
                List.of("Sec-Fetch-Site", "cross-site"),
                List.of("Sec-Fetch-Site", "same-site"),
                List.of("Sec-Fetch-Site", "none"),
                List.of("Sec-Fetch-Site", ""),
                List.of("Sec-Fetch-Site", "cross-site", "Origin", "http://" + host),
                List.of("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Site", "same-origin"),
                List.of("Sec-Fetch-Site", "same-origin", "Sec-Fetch-Site", "cross-site"),
                List.of(),
                List.of("Origin", "null"),
                List.of("Origin", ""),
                List.of("Origin", "https://evil.example"),
                List.of("Origin", "http://" + host + ".evil.example"),
                List.of("Origin", "http://evil.example#@" + host),
                List.of("Origin", "http://" + host + "@evil.example"),
                List.of("Origin", "http://localhost:1"),
                List.of("Origin", "http://[" + host),
                List.of("Origin", "https://evil.example", "X-Forwarded-Host", "evil.example"),
                List.of("Origin", "https://evil.example", "Origin", "http://" + host));
        List<String> actions = ConsoleRoutes.paths(daemon, HttpMethod.POST);
        assertThat(actions)
                .hasSizeGreaterThan(20)
                .contains("/console/sign-in", "/console/sign-out", "/console/messages/bulk", "/console/keys/1/revoke");

        for (String action : actions) {
            for (List<String> headers : foreign) {
                Answer answer = root.with(headers.toArray(String[]::new))
                        .postPlainly(action, "confirmed", "yes", "key", "root");
                assertThat(answer.status()).as("%s %s", action, headers).isEqualTo(403);
                assertThat(answer.text()).as("%s %s", action, headers).contains(OTHER_SITE);
                assertThat(answer.header("Set-Cookie")).as(action).isEmpty();
            }
        }
        root.page("/console/");
    }

    @Test
    void theConsolesOwnFormsAreAccepted() {
        String host = daemon.uri("/").getAuthority();
        for (List<String> own : List.of(
                List.of("Sec-Fetch-Site", "same-origin"),
                List.of("Origin", "http://" + host),
                // A proxy that ends TLS and keeps the name.
                List.of("Origin", "https://" + host))) {
            for (String action : ConsoleRoutes.paths(daemon, HttpMethod.POST)) {
                if (!action.equals("/console/sign-out")) {
                    Answer answer = root.with(own.toArray(String[]::new)).postPlainly(action);
                    assertThat(answer.text()).as("%s %s", action, own).doesNotContain(OTHER_SITE, "another origin");
                }
            }
        }
    }

    /** The answer to a link must not change anything, whatever else a browser may do with it. */
    @Test
    void otherMethodsDoNothing() {
        assertThat(ConsoleRoutes.paths(daemon, HttpMethod.PUT)).isEmpty();
        assertThat(ConsoleRoutes.paths(daemon, HttpMethod.DELETE)).isEmpty();
        assertThat(ConsoleRoutes.paths(daemon, HttpMethod.PATCH)).isEmpty();
        for (String action : ConsoleRoutes.paths(daemon, HttpMethod.POST)) {
            Answer answer = root.get(action + "?confirmed=yes&_method=POST");
            if (!action.equals("/console/sign-in")) {
                assertThat(answer.status()).as(action).isIn(404, 405);
            }
            for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")) {
                Answer other = root.with("Sec-Fetch-Site", "cross-site").send(method, action, "text/plain", "");
                assertThat(other.status()).as(method + action).isBetween(400, 499);
            }
        }
    }

    /** Only forms: what a script of another site could send without asking is not read as one. */
    @Test
    void onlyFormsAreRead() {
        for (String type : List.of("text/plain", "application/json", "multipart/form-data; boundary=x")) {
            Answer answer = root.with("Sec-Fetch-Site", "same-origin")
                    .send("POST", "/console/suppressions/add", type, "addresses=ann@example.com");
            assertThat(answer.status()).as(type).isEqualTo(415);
        }
        assertThat(root.page("/console/suppressions")).contains("No address is suppressed.");
    }
}
