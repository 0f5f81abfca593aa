package io.mailsender.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.console.screen.ConsoleClient;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import io.micronaut.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser is told with every answer of the console, and that no page has script or style of its own. */
class PageHeadersTest {

    private static final Pattern TAG = Pattern.compile("<[a-zA-Z][^>]*>");
    private static final Pattern INLINE = Pattern.compile(
            "<style|<script(?! src=)|<(?:object|embed|base|applet)\\b|\\s(?:style|srcdoc|on[a-z]+)\\s*=");
    private static final Pattern HOSTILE_LINK = Pattern.compile("(?:href|src|action)=\"(?:[a-zA-Z][a-zA-Z+.-]*:|//)");

    @TempDir
    Path directory;

    private TestDaemon daemon;
    private ConsoleClient root;
    private String id;

    @BeforeEach
    void start() {
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put("server.max-request-size", "100KB");
        settings.put(
                "api-keys",
                ConsoleClient.keys(Map.of("root", List.of("read", "send", "admin", "webhooks", "validate"))));
        daemon = TestDaemon.with(settings, new ScriptedProvider("p"));
        root = ConsoleClient.of(daemon, "root");
        Answer sent = TestKeys.call(daemon, "root", "POST", "/send", """
                {"to": ["ann@example.com"], "subject": "s", "html": "<p onclick='x()' style='color:red'>h",
                 "attachments": [{"filename": "a.html", "content_type": "text/html", "content": "QUJD"}]}""");
        id = TestKeys.call(daemon, "root", "GET", "/messages", "")
                .json()
                .get("messages")
                .get(0)
                .get("id")
                .getStringValue();
        assertThat(sent.status()).as(sent.text()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void everyPageMayRunOnlyTheScriptOfTheConsole() {
        List<String> paths = new ArrayList<>(ConsoleRoutes.paths(daemon, HttpMethod.GET));
        assertThat(paths).hasSizeGreaterThan(15).contains("/console", "/console/messages", "/console/keys");
        paths.remove("/console/assets/1");
        paths.addAll(List.of(
                "/console/",
                "/console/messages/" + id,
                "/console/messages/" + id + "/content?show=files",
                "/console/messages/" + id + "/source",
                "/console/providers/p",
                "/console/nothing",
                "/console/messages/" + id + "/nothing",
                "/console/messages?status=nothing"));

        for (String path : paths) {
            assertSafe(path, root.get(path));
            assertSafe(path, ConsoleClient.stranger(daemon).get(path));
            assertSafe(
                    path,
                    root.with("Sec-Fetch-Site", "cross-site").withCookie("").get(path));
        }
    }

    @Test
    void soDoesEveryAnswerToAForm() {
        for (String path : ConsoleRoutes.paths(daemon, HttpMethod.POST)) {
            assertSafe(path, root.postFromElsewhere(path));
            assertSafe(path, ConsoleClient.stranger(daemon).post(path, "key", "wrong"));
            if (!path.equals("/console/sign-out")) {
                assertSafe(path, root.post(path));
                assertSafe(
                        path, root.with("Sec-Fetch-Site", "same-origin").send("POST", path, "application/json", "{"));
                Answer large = root.post(path, "text", "x".repeat(150_000));
                assertThat(large.status()).as(path).isLessThan(500);
                assertSafe(path, large);
            }
        }
        assertSafe("/console/sign-out", root.post("/console/sign-out"));
    }

    @Test
    void whatStrangersWroteHasNoOriginAndLoadsNothing() {
        Answer preview = root.get("/console/messages/" + id + "/preview");
        assertThat(preview.status()).isEqualTo(200);
        assertThat(preview.header("Content-Security-Policy"))
                .isEqualTo(HtmlPreview.POLICY)
                .startsWith("sandbox; default-src 'none';")
                .doesNotContain("allow-", "script-src", "http", "*");
        assertThat(preview.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(preview.header("X-Frame-Options")).isEqualTo("SAMEORIGIN");

        for (String file : List.of("/source.eml", "/files/1")) {
            Answer download = root.get("/console/messages/" + id + file);
            assertThat(download.status()).as(download.text()).isEqualTo(200);
            assertThat(download.header("Content-Disposition")).startsWith("attachment; filename=\"");
            assertThat(download.header("Content-Type")).isIn("application/octet-stream", "message/rfc822");
            assertThat(download.header("Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
            assertThat(download.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(download.header("Cache-Control")).isEqualTo("no-store");
        }
        Answer csv = root.get("/console/messages/export.csv");
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        assertThat(csv.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(csv.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void noTemplateHasAHole() throws IOException {
        try (Stream<Path> templates = Files.walk(Path.of("src/main/jte"))) {
            List<Path> files =
                    templates.filter(file -> file.toString().endsWith(".jte")).toList();
            assertThat(files).hasSizeGreaterThan(20);
            for (Path file : files) {
                String template = Files.readString(file);
                assertThat(template).as(file.toString()).doesNotContain("$unsafe", "@raw", "javascript:", "http://");
                assertThat(TAG.matcher(template).results().map(tag -> tag.group()))
                        .as(file.toString())
                        .noneMatch(tag -> INLINE.matcher(tag).find());
            }
        }
    }

    private static void assertSafe(String path, Answer answer) {
        assertThat(answer.status()).as("%s: %s", path, answer.text()).isLessThan(500);
        assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).as(path).contains("no-store");
        assertThat(answer.header("X-Frame-Options")).as(path).isIn("DENY", "SAMEORIGIN");
        assertThat(answer.header("Referrer-Policy")).as(path).isIn("no-referrer", "same-origin");
        String policy = answer.header("Content-Security-Policy");
        assertThat(policy).as(path).contains("default-src 'none'");
        if (answer.header("Content-Type").startsWith("text/html") && !path.endsWith("/preview")) {
            assertThat(policy).as(path).isEqualTo(PageRenderer.POLICY).doesNotContain("unsafe", "data:", "*", "http");
            assertThat(answer.header("X-Frame-Options")).as(path).isEqualTo("DENY");
            assertThat(answer.header("Cross-Origin-Opener-Policy")).as(path).isEqualTo("same-origin");
            assertThat(TAG.matcher(answer.text()).results().map(tag -> tag.group()))
                    .as(path)
                    .noneMatch(tag -> INLINE.matcher(tag).find()
                            || HOSTILE_LINK.matcher(tag).find());
        } else if (answer.status() >= 400) {
            assertThat(answer.header("Content-Type"))
                    .as("%s: %s", path, answer.text())
                    .isEqualTo("text/html; charset=utf-8");
        }
    }
}
