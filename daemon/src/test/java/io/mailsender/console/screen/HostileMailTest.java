package io.mailsender.console.screen;

import static io.mailsender.console.screen.ConsoleClient.HOSTILE;
import static io.mailsender.console.screen.ConsoleClient.LONG_WORD;
import static io.mailsender.console.screen.ConsoleClient.REVERSED;
import static io.mailsender.console.screen.ConsoleClient.assertEscaped;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Reply;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers and providers write is text on each screen, and a file or a picture can do nothing. */
class HostileMailTest {

    private static final String WORDS = HOSTILE + REVERSED + "\u0000\u0007\u001B[2J\r\n" + LONG_WORD;

    @TempDir
    Path directory;

    private final ScriptedProvider provider = new ScriptedProvider("p");
    private TestDaemon daemon;
    private ConsoleClient root;

    @BeforeEach
    void start() {
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put(
                "api-keys",
                ConsoleClient.keys(Map.of("root", List.of("read", "send", "admin", "webhooks", "validate"))));
        daemon = TestDaemon.with(settings, provider);
        root = ConsoleClient.of(daemon, "root");
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private Answer send(Map<String, Object> more) throws IOException {
        Map<String, Object> mail = new HashMap<>(Map.of("to", List.of("ann@example.com"), "text", "t"));
        mail.putAll(more);
        byte[] json = daemon.context()
                .getBean(JsonMapper.class)
                .writeValueAsBytes(Argument.mapOf(String.class, Object.class), mail);
        return TestKeys.call(daemon, "root", "POST", "/send", new String(json, StandardCharsets.UTF_8));
    }

    private String newestId() {
        return ids().get(0);
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (JsonNode message : TestKeys.call(daemon, "root", "GET", "/messages", "")
                .json()
                .get("messages")
                .values()) {
            ids.add(message.get("id").getStringValue());
        }
        return ids;
    }

    private static Map<String, Object> attachment(String name, String type, String content, String id) {
        Map<String, Object> file = new HashMap<>(Map.of(
                "filename",
                name,
                "content_type",
                type,
                "content",
                Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8))));
        if (!id.isEmpty()) {
            file.put("content_id", id);
        }
        return file;
    }

    @Test
    void isTextOnEveryScreen() throws IOException {
        provider.answers(
                new Outcome.Rejected(new Reply(550, WORDS)),
                new Outcome.Unknown(Reply.none(WORDS)),
                new Outcome.Unavailable(Cause.ACCOUNT, new Reply(401, WORDS)),
                new Outcome.Sent(new Reply(200, WORDS), HOSTILE));
        for (int i = 0; i < 4; i++) {
            Answer sent = send(Map.of(
                    "from", "Shop " + HOSTILE,
                    "to",
                            List.of(
                                    "\"Ann " + HOSTILE.replace("\"", "") + "\" <ann@example.com>",
                                    "'-alert-'@example.com"),
                    "subject", HOSTILE + REVERSED,
                    "text", HOSTILE + REVERSED + LONG_WORD + "</pre>",
                    "html", "</iframe>" + HOSTILE,
                    "headers", Map.of("X-Note", HOSTILE),
                    "tags", List.of(HOSTILE.substring(0, 40)),
                    "metadata", Map.of("note", HOSTILE),
                    "attachments",
                            List.of(attachment("a<img src=x onerror=alert(3)>.html", "text/html", HOSTILE, ""))));
            assertThat(sent.status()).as(sent.text()).isIn(200, 202, 422, 502, 503, 504);
        }
        List<String> ids = ids();
        assertThat(ids).hasSize(4);

        List<String> pages = new ArrayList<>(List.of(
                "", "messages", "messages?status=rejected", "unknown", "queue", "providers", "providers/p", "audit"));
        for (String id : ids) {
            pages.addAll(List.of(
                    "messages/" + id,
                    "messages/" + id + "/content?show=text",
                    "messages/" + id + "/content?show=headers",
                    "messages/" + id + "/content?show=files",
                    "messages/" + id + "/content?show=preview",
                    "messages/" + id + "/source"));
        }
        for (String page : pages) {
            assertText("/console/" + page, root.page("/console/" + page));
        }
        assertThat(root.page("/console/messages")).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
        assertThat(root.page("/console/unknown")).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
        assertThat(root.page("/console/providers")).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
        assertText(
                "bulk",
                root.post("/console/messages/bulk", "action", "resend", "id", ids.get(0))
                        .text());
        assertThat(root.page("/console/messages/" + ids.get(0) + "/content?show=text"))
                .contains(LONG_WORD);
    }

    @Test
    void isTextInQuestionsAndResults() {
        for (String action : List.of("resend", "cancel", "sent", "failed", "resend-all", HOSTILE)) {
            Answer answer = root.post(
                    "/console/messages/bulk",
                    "action",
                    action,
                    "id",
                    HOSTILE,
                    "subject",
                    HOSTILE,
                    "x\"" + HOSTILE,
                    HOSTILE);
            assertThat(answer.status()).as(action).isLessThan(500);
            assertText(action, answer.text());
        }
        for (String path : List.of(
                "/console/messages?subject=",
                "/console/audit?target=",
                "/console/audit?key=",
                "/console/captured?text=",
                "/console/unknown?provider=",
                "/console/messages?tag=",
                "/console/sign-in?to=",
                "/console/?done=",
                "/console/messages?done=cancelled-")) {
            Answer answer = root.get(path + "%22%27%3E%3Cscript%3Ealert(1)%3C/script%3E");
            assertThat(answer.status()).as(path).isLessThan(500);
            assertText(path, answer.text());
        }
    }

    @Test
    void cannotChooseANameOrTypeThatIsRun() throws IOException {
        List<String> names = List.of(
                "x\".html",
                "évil\u202Egpj.exe",
                "../../etc/passwd",
                "..\\..\\boot.ini",
                "a;filename=b.html",
                "<script>alert(1)<script>.svg",
                ".htaccess",
                "n".repeat(200) + ".html");
        List<Map<String, Object>> files = new ArrayList<>();
        names.forEach(name -> files.add(attachment(name, "text/html", "<script>alert(1)</script>", "")));
        Answer sent = send(Map.of("attachments", files));
        assertThat(sent.status()).as(sent.text()).isEqualTo(200);
        String id = newestId();

        for (int i = 0; i < names.size(); i++) {
            Answer file = root.get("/console/messages/" + id + "/files/" + (i + 1));
            assertThat(file.status()).as(names.get(i)).isEqualTo(200);
            assertThat(file.header("Content-Disposition"))
                    .as(names.get(i))
                    .matches("attachment; filename=\"[A-Za-z0-9_-][A-Za-z0-9._-]{0,110}\"");
            assertThat(file.header("Content-Type")).isEqualTo("application/octet-stream");
            assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(file.text()).isEqualTo("<script>alert(1)</script>");
        }
        for (String number : List.of("0", "-1", "99", "x", "99999999999", "..%2F1", "1%00")) {
            Answer none = root.get("/console/messages/" + id + "/files/" + number);
            assertThat(none.status()).as(number).isIn(400, 404);
            assertText(number, none.text());
        }
    }

    @Test
    void onlyPicturesOfTheMailAreInThePreview() throws IOException {
        Answer sent = send(Map.of(
                "html",
                "<img src=\"cid:png@x\"><img src=\"cid:svg@x\"><img src=\"cid:html@x\"><img src=\"cid:none@x\">"
                        + "<img src=\"https://tracker.example/open\"><link rel=stylesheet href=\"https://tracker.example/c\">"
                        + "<meta http-equiv=refresh content=\"0;url=https://evil.example\"><base href=\"https://evil.example\">"
                        + "<form action=\"../../../console/sign-out\" method=post><button>x</button></form>",
                "attachments",
                List.of(
                        attachment("a.png", "image/png", "PNG", "png@x"),
                        attachment("a.svg", "image/svg+xml", "<svg onload=alert(1)>", "svg@x"),
                        attachment("a.html", "text/html", "<script>alert(1)</script>", "html@x"))));
        assertThat(sent.status()).as(sent.text()).isEqualTo(200);

        Answer preview = root.get("/console/messages/" + newestId() + "/preview");
        assertThat(preview.text())
                .contains("src=\"data:image/png;base64,UE5H\"", "cid:svg@x", "cid:html@x", "cid:none@x")
                .doesNotContain("data:image/svg", "data:text/html");
        // Nothing of another server is loaded, and nothing is sent, by this policy; PageHeadersTest has all of it.
        assertThat(preview.header("Content-Security-Policy"))
                .contains("sandbox;", "default-src 'none'", "img-src data:;", "form-action 'none'", "base-uri 'none'");
        assertThat(root.page("/console/messages/" + newestId() + "/content?show=preview"))
                .contains("<iframe class=\"preview\" sandbox=\"\" referrerpolicy=\"no-referrer\"");
    }

    @Test
    void isNoFormulaInAFile() throws IOException {
        provider.answers(new Outcome.Rejected(new Reply(550, "=HYPERLINK(\"https://evil.example\")")));
        send(Map.of("subject", "=cmd|' /C calc'!A0", "tags", List.of("@SUM(1)")));

        Answer csv = root.get("/console/messages/export.csv");
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        assertThat(csv.header("Content-Disposition")).isEqualTo("attachment; filename=\"messages.csv\"");
        assertThat(csv.text()).contains("'=cmd|", "'@SUM(1)", "\"'=HYPERLINK").doesNotContain(",=", ",@", ",\"=");
    }

    private static void assertText(String path, String page) {
        assertEscaped(page);
        assertThat(page)
                .as(path)
                .doesNotContain("<img", "<svg onload", "</pre></", "\u0000", "\u0007", "\u001B", "href=\"javascript:")
                .doesNotContain("<script>");
    }
}
