package io.mailsender.console;

import static io.mailsender.console.screen.ConsoleClient.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.console.screen.ConsoleClient;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import io.micronaut.http.HttpMethod;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy may serve the console below any path (HangfireIO/Hangfire#1049, #1110, timgit/pg-boss#786). */
class PathPrefixTest {

    private static final Pattern LINK = Pattern.compile("\\b(?:href|src|action)=\"([^\"]*)\"");

    /** What a browser sees. The proxy cuts the prefix off. */
    private static final URI SEEN = URI.create("https://gate.example/tools/mail/console/");

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
        settings.put("server.trusted-proxies", List.of("127.0.0.0/8"));
        settings.put("webhooks.allow-hosts", "example.com");
        daemon = TestDaemon.with(settings, new ScriptedProvider("p"));
        root = ConsoleClient.of(daemon, "root");
        String mail = "{\"to\": [\"ann@example.com\"], \"subject\": \"s\", \"html\": \"<p>h\"}";
        assertThat(TestKeys.call(daemon, "root", "POST", "/send", mail).status())
                .isEqualTo(200);
        TestKeys.call(daemon, "root", "POST", "/webhooks", "{\"url\": \"https://example.com/hook\"}");
        location(root.post("/console/suppressions/add", "addresses", "bob@example.com"));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    /** Follows each link of each page as a browser behind the proxy does. */
    @Test
    void everyLinkStaysBelowThePrefixAndLeadsSomewhere() {
        Set<String> forms = new HashSet<>();
        Set<URI> seen = new HashSet<>(Set.of(SEEN));
        Deque<URI> todo = new ArrayDeque<>(seen);
        while (!todo.isEmpty()) {
            URI page = todo.remove();
            Answer answer = root.get(behind(page));
            assertThat(answer.status()).as("%s: %s", page, answer.text()).isEqualTo(200);
            if (!answer.header("Content-Type").startsWith("text/html")
                    || page.getPath().endsWith("/preview")) {
                continue;
            }
            Matcher links = LINK.matcher(answer.text());
            while (links.find()) {
                String link = links.group(1).replace("&amp;", "&").replaceAll("#.*", "");
                URI target = page.resolve(link);
                if (link.isEmpty()) {
                    continue;
                }
                assertThat(target.toString()).as("%s on %s", link, page).startsWith(SEEN.toString());
                if (answer.text().contains("method=\"post\" action=\"" + links.group(1) + "\"")) {
                    forms.add(target.getPath());
                } else if (seen.add(target) && seen.size() < 300) {
                    todo.add(target);
                }
            }
        }
        assertThat(seen).hasSizeGreaterThan(30);
        assertThat(forms).hasSizeGreaterThan(10).allMatch(this::isAction);
    }

    private boolean isAction(String path) {
        String here = path.substring("/tools/mail".length());
        return ConsoleRoutes.paths(daemon, HttpMethod.POST).stream()
                .anyMatch(action -> here.matches(action.replaceAll("/1(?=/|$)", "/[^/]+")));
    }

    @Test
    void everyRedirectStaysBelowThePrefix() {
        ConsoleClient stranger = ConsoleClient.stranger(daemon);
        for (String path : ConsoleRoutes.paths(daemon, HttpMethod.GET)) {
            if (path.contains("/assets/")) {
                continue;
            }
            Answer answer = stranger.get(path);
            if (!path.equals("/console/sign-in")) {
                URI target =
                        URI.create("https://gate.example/tools/mail" + path).resolve(location(answer));
                // Without its slash the console first leads to itself.
                assertThat(target.toString())
                        .as(path)
                        .startsWith(path.equals("/console") ? SEEN.toString() : SEEN + "sign-in");
            }
        }
        assertThat(SEEN.resolve("sign-in")
                        .resolve(location(
                                stranger.post("/console/sign-in", "key", "root", "to", "messages?status=sent"))))
                .isEqualTo(SEEN.resolve("messages?status=sent"));
        assertThat(SEEN.resolve("sign-out").resolve(location(root.post("/console/sign-out"))))
                .isEqualTo(SEEN.resolve("sign-in"));
    }

    @Test
    void noHeaderChangesWhereLinksLead() {
        ConsoleClient behind = root.with(
                "X-Forwarded-Prefix",
                "//evil.example",
                "X-Forwarded-Path",
                "/evil",
                "X-Original-URL",
                "/console/keys",
                "X-Rewrite-URL",
                "/console/keys",
                "X-Forwarded-Host",
                "evil.example",
                "Forwarded",
                "host=evil.example;proto=http");
        for (String path :
                List.of("/console/", "/console/messages", "/console/suppressions/entry?address=bob@example.com")) {
            assertThat(behind.page(path)).isEqualTo(root.page(path)).doesNotContain("evil");
        }
        assertThat(behind.get("/console").header("Location")).isEqualTo("console/");
        assertThat(behind.withCookie("").get("/console/keys").header("Location"))
                .isEqualTo("./sign-in?to=keys");
    }

    private static String behind(URI page) {
        return page.toString().substring("https://gate.example/tools/mail".length());
    }
}
