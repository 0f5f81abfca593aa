package io.mailsender.console;

import static io.mailsender.console.screen.ConsoleClient.HOSTILE;
import static io.mailsender.console.screen.ConsoleClient.assertEscaped;
import static io.mailsender.console.screen.ConsoleClient.assertRefused;
import static io.mailsender.console.screen.ConsoleClient.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.console.screen.ConsoleClient;
import io.mailsender.testing.Patience;
import io.mailsender.testing.RawHttp;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a proxy in front of the console may say, and who may be one. */
class ProxyUserTest {

    private static final String USER = "X-Forwarded-User";

    @TempDir
    Path directory;

    private TestDaemon daemon;
    private ConsoleClient proxy;

    @BeforeEach
    void start() {
        daemon = daemon("127.0.0.0/8", Map.of("ann", "root", "*", "viewer", "eve", "gone"), "sqlite");
        proxy = ConsoleClient.stranger(daemon);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private TestDaemon daemon(String trusted, Map<String, String> users, String store) {
        Map<String, Object> settings = new HashMap<>(TestDaemon.sqlite(directory));
        settings.put(
                "api-keys",
                ConsoleClient.keys(Map.of("root", List.of("read", "send", "admin"), "viewer", List.of("read"))));
        settings.put("server.trusted-proxies", List.of(trusted));
        settings.put("console.user-header", USER);
        settings.put("console.users", users);
        settings.put("store.kind", store);
        return TestDaemon.with(settings, new ScriptedProvider("p"));
    }

    @Test
    void aTrustedProxyNamesTheUser() {
        ConsoleClient ann = proxy.with(USER, "ann");
        assertThat(ann.page("/console/")).contains(">ann<", ">API keys<").doesNotContain("Sign out");
        ann.page("/console/keys");
        ConsoleClient bob = proxy.with(USER, "bob");
        assertThat(bob.page("/console/")).contains(">bob<").doesNotContain(">API keys<");
        assertRefused(bob.get("/console/keys"));
        assertThat(location(ann.get("/console/sign-in?to=queue"))).isEqualTo("./queue");
        assertThat(ann.get("/messages").status()).as("not for the API").isEqualTo(401);
    }

    @Test
    void whoHasNoKeyIsRefused() {
        Answer gone = proxy.with(USER, "eve").get("/console/");
        assertRefused(gone);
        assertThat(gone.text()).contains("does not exist, has expired or was revoked");
        try (TestDaemon strict = daemon("127.0.0.0/8", Map.of("ann", "root"), "none")) {
            for (String user : List.of("bob", "Ann", "ann,root", "ann; root", "root", "*", HOSTILE)) {
                Answer answer = ConsoleClient.stranger(strict).with(USER, user).get("/console/");
                assertRefused(answer);
                assertEscaped(answer.text());
            }
        }
    }

    @Test
    void severalUsersAreNone() {
        for (List<String> twice : List.of(List.of("ann", "ann"), List.of("bob", "ann"), List.of("", "ann"))) {
            assertRefused(proxy.with(USER, twice.get(0), USER, twice.get(1)).get("/console/"));
        }
        assertThat(location(proxy.with(USER, "").get("/console/"))).isEqualTo("./sign-in");
        assertThat(location(proxy.get("/console/"))).isEqualTo("./sign-in");
        ConsoleClient.of(daemon, "root").page("/console/");
    }

    @Test
    void anybodyElseIsIgnored() {
        try (TestDaemon other = daemon("192.0.2.0/24", Map.of("ann", "root", "*", "root"), "none")) {
            ConsoleClient liar = ConsoleClient.stranger(other);
            for (String forwarded : List.of("192.0.2.1", "192.0.2.1, 127.0.0.1")) {
                assertThat(location(liar.with(USER, "ann", "X-Forwarded-For", forwarded)
                                .get("/console/")))
                        .isEqualTo("./sign-in");
            }
        }
    }

    @Test
    void theUserIsNamedInTheAuditAndNoOtherSiteCanUseIt() {
        assertRefused(proxy.with(USER, "ann", "Sec-Fetch-Site", "cross-site")
                .postPlainly("/console/suppressions/add", "addresses", "ann@example.com"));
        assertRefused(proxy.with(USER, "ann").postPlainly("/console/suppressions/add", "addresses", "ann@example.com"));
        assertThat(proxy.with(USER, "ann").page("/console/suppressions")).contains("No address is suppressed.");

        location(proxy.with(USER, "ann").post("/console/suppressions/add", "addresses", "ann@example.com"));
        assertThat(TestKeys.call(daemon, "root", "GET", "/audit?action=suppression.add", "")
                        .text())
                .contains("\"user\":\"ann\"", "\"key\":\"root\"");
        String hostile = proxy.with(USER, HOSTILE).page("/console/");
        assertEscaped(hostile);
    }

    @Test
    void theHostIsTheOneThatTheProxyNames() throws IOException {
        assertThat(posted("mail.example.com", "", "https://mail.example.com")).isEqualTo(303);
        assertThat(posted("backend:8080", "mail.example.com", "https://mail.example.com"))
                .isEqualTo(303);
        assertThat(posted("backend:8080", "mail.example.com", "https://backend:8080"))
                .isEqualTo(403);
        assertThat(posted("backend:8080", "mail.example.com, evil.example", "https://evil.example"))
                .isEqualTo(403);
        // Micronaut refuses it: a web page could have sent it to a daemon on its user's machine.
        assertThat(posted("localhost:8080", "mail.example.com", "https://mail.example.com"))
                .isEqualTo(403);
    }

    /** A form, over clear text. @return the status of the answer */
    private int posted(String host, String forwarded, String origin) throws IOException {
        List<String> fields = new ArrayList<>(List.of(
                "Host: " + host,
                "Origin: " + origin,
                USER + ": ann",
                "Content-Type: application/x-www-form-urlencoded"));
        if (!forwarded.isEmpty()) {
            fields.add("X-Forwarded-Host: " + forwarded);
        }
        try (RawHttp http = new RawHttp(daemon.uri("/"), (int) Patience.PATIENCE.toMillis())) {
            return http.exchange(RawHttp.Request.of(
                            "POST", "/console/suppressions/add", fields, "addresses=ann%40example.com"))
                    .status();
        }
    }

    /** No link begins with a slash, so the daemon need not know the path below which a proxy serves it, and believes nobody about it. */
    @Test
    void noHeaderChangesALink() {
        ConsoleClient ann = proxy.with(USER, "ann");
        for (String header :
                List.of("X-Forwarded-Prefix", "X-Script-Name", "X-Original-URL", "X-Rewrite-URL", "Forwarded")) {
            for (String prefix : List.of("//evil.example", "https://evil.example/", "/a\"><script>", "/console/keys")) {
                for (String path : List.of("/console/queue", "/console/providers/p", "/console/nothing")) {
                    Answer answer = ann.with(header, prefix).get(path);
                    Answer plain = ann.get(path);
                    assertThat(answer.status()).isEqualTo(plain.status());
                    assertThat(answer.text().replaceAll("<time.*?</time>", ""))
                            .isEqualTo(plain.text().replaceAll("<time.*?</time>", ""));
                }
            }
        }
        assertThat(ann.page("/console/providers/p")).doesNotContain("href=\"/", "action=\"/", "src=\"/");
    }
}
