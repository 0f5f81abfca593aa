package io.mailsender.console;

import static io.mailsender.console.screen.ConsoleClient.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.console.screen.ConsoleClient;
import io.mailsender.testing.RawHttp;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy on this machine or another one, that passes the browser's Host on or does not (sidekiq/sidekiq#2560, #6926). */
class ProxyHostTest {

    private static final String ACTION = "/console/suppressions/add";
    private static final String FORM = "addresses=ann%40example.com";

    @TempDir
    Path directory;

    private TestDaemon daemon;
    private RawHttp proxy;

    @BeforeEach
    void start() {
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put(
                "api-keys",
                ConsoleClient.keys(Map.of("root", List.of("read", "send", "admin"), "viewer", List.of("read"))));
        settings.put("server.trusted-proxies", List.of("127.0.0.0/8"));
        settings.put("console.user-header", "X-User");
        settings.put("console.users", Map.of("ann", "root", "bob", "viewer"));
        daemon = TestDaemon.with(settings, new ScriptedProvider("p"));
        proxy = new RawHttp(daemon.uri("/"), 20_000);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        daemon.close();
    }

    @Test
    void aFormIsAcceptedIfTheProxySaysWhichHostWasMeant() throws IOException {
        for (List<String> headers : List.of(
                List.of("Host: mail.example"),
                List.of("Host: mail.example", "Sec-Fetch-Site: same-origin"),
                List.of("Host: 10.0.0.5:8080", "X-Forwarded-Host: mail.example"),
                List.of("Host: 10.0.0.5:8080", "Sec-Fetch-Site: same-origin"))) {
            assertThat(submit(headers).status()).as(headers.toString()).isEqualTo(303);
        }
    }

    @Test
    void otherwiseThePageTellsTheRemedy() throws IOException {
        for (String host : List.of("localhost:8080", "127.0.0.1:8080")) {
            for (String known : List.of("X-Forwarded-Host: mail.example", "Sec-Fetch-Site: same-origin")) {
                RawHttp.Answer answer = submit(List.of("Host: " + host, known));
                assertThat(answer.status()).as(host + known).isEqualTo(403);
                assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
                assertThat(answer.header("Content-Security-Policy")).isEqualTo(PageRenderer.POLICY);
                assertThat(answer.text()).contains("must pass the Host on");
            }
            RawHttp.Answer unknown = submit(List.of("Host: " + host));
            assertThat(unknown.status()).isEqualTo(403);
            assertThat(unknown.text()).contains("another site", "pass the Host on");
        }
    }

    /** The cookie of a session that somebody planted in the browser does not matter, and each request counts anew. */
    @Test
    void theUserOfTheProxyGoesBeforeASession() {
        ConsoleClient root = ConsoleClient.of(daemon, "root");
        assertThat(root.get("/console/keys").status()).isEqualTo(200);
        assertRefused(root.with("X-User", "bob").get("/console/keys"));
        assertRefused(root.with("X-User", "mallory").get("/console/keys"));
        assertRefused(root.with("X-User", "mallory").get("/console/"));
    }

    private RawHttp.Answer submit(List<String> headers) throws IOException {
        List<String> all = new ArrayList<>(headers);
        all.addAll(List.of(
                "X-User: ann", "Content-Type: application/x-www-form-urlencoded", "Origin: https://mail.example"));
        return proxy.exchange(RawHttp.Request.of("POST", ACTION, all, FORM));
    }
}
