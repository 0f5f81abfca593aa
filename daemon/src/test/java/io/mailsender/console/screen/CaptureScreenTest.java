package io.mailsender.console.screen;

import static io.mailsender.console.screen.ConsoleClient.HOSTILE;
import static io.mailsender.console.screen.ConsoleClient.LONG_WORD;
import static io.mailsender.console.screen.ConsoleClient.assertEscaped;
import static io.mailsender.console.screen.ConsoleClient.assertRefused;
import static io.mailsender.console.screen.ConsoleClient.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CaptureScreenTest {

    private static final String LIST = "/console/captured";
    private static final String FIRST = LIST + "/box/capture-1";

    private TestDaemon daemon;
    private ConsoleClient root;

    @BeforeEach
    void start() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("order", List.of("box"));
        settings.put("providers.capture.box.name", "box");
        settings.put(
                "api-keys",
                ConsoleClient.keys(Map.of(
                        "root", List.of("read", "send", "admin"),
                        "shop", List.of("read", "send"))));
        daemon = TestDaemon.of(settings);
        root = ConsoleClient.of(daemon, "root");
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private void send(Map<String, Object> mail) {
        Map<String, Object> all = new HashMap<>(Map.of("to", List.of("ann@example.com"), "subject", "Hi"));
        all.putAll(mail);
        try {
            String json = new String(daemon.context()
                    .getBean(JsonMapper.class)
                    .writeValueAsBytes(Argument.mapOf(String.class, Object.class), all));
            Answer sent = TestKeys.call(daemon, "shop", "POST", "/send", json);
            assertThat(sent.status()).as(sent.text()).isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theNewestMailIsFirst() {
        assertThat(root.page(LIST)).contains("No mail yet.");
        send(Map.of("subject", "older", "text", "t"));
        send(Map.of("subject", "newer", "text", "t", "to", List.of("bob@example.com", "eve@example.com")));

        String list = root.page(LIST);
        assertThat(list.indexOf("newer")).isBetween(0, list.indexOf("older"));
        assertThat(list).contains("bob@example.com and 1 more", "captured/box/capture-2");
        assertThat(root.page(LIST + "?text=BOB")).contains("newer").doesNotContain("older</bdi>");
        assertThat(root.page(LIST + "?text=none")).contains("No mail matches.");
    }

    @Test
    void aLongListHasPages() {
        for (int i = 0; i < 53; i++) {
            send(Map.of("subject", "mail " + i + ".", "text", "t"));
        }

        String first = root.page(LIST);
        assertThat(first)
                .contains("mail 52.", "mail 3.", "captured?after=box%2Fcapture-4")
                .doesNotContain("mail 2.");
        assertThat(root.page(LIST + "?after=box%2Fcapture-4"))
                .contains("mail 2.", "mail 0.")
                .doesNotContain("mail 3.");
        assertThat(root.page(LIST + "?after=box%2Fdropped")).contains("No older mail is kept.");
    }

    @Test
    void aMailIsShown() {
        send(Map.of(
                "text",
                "the text",
                "html",
                "<p>the html",
                "headers",
                Map.of("X-Order", "77"),
                "tags",
                List.of("t1"),
                "metadata",
                Map.of("user", "u1"),
                "attachments",
                List.of(Map.of("filename", "a.pdf", "content_type", "application/pdf", "content", "QUJD"))));

        assertThat(root.page(FIRST))
                .contains("<iframe class=\"preview\" sandbox=\"\" referrerpolicy=\"no-referrer\"")
                .contains("src=\"capture-1/preview\"")
                .contains("the text", "&lt;p&gt;the html", "X-Order", "77", "t1", "u1")
                .contains("a.pdf", "application/pdf", "3 bytes");
        assertThat(root.get(LIST + "/box/capture-9").status()).isEqualTo(404);
    }

    @Test
    void theHtmlIsADocumentThatCanDoNothing() {
        String html = "<script>alert(1)</script><img src=\"https://tracker.example/x\"><p>the html";
        send(Map.of("html", html));
        send(Map.of("text", "no html"));

        Answer preview = root.get(FIRST + "/preview");
        assertThat(preview.status()).isEqualTo(200);
        assertThat(preview.text()).isEqualTo(html);
        assertThat(preview.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(preview.header("Content-Security-Policy"))
                .contains(
                        "sandbox;",
                        "default-src 'none'",
                        "img-src data:;",
                        "style-src 'unsafe-inline'",
                        "font-src data:")
                .doesNotContain("allow-", "script-src", "http");
        assertThat(preview.header("X-Frame-Options")).isEqualTo("SAMEORIGIN");
        assertThat(preview.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(preview.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(preview.header("Cache-Control")).contains("no-store");
        assertThat(root.get(LIST + "/box/capture-2/preview").status()).isEqualTo(404);
    }

    @Test
    void allAreDeletedOnceItIsConfirmed() {
        send(Map.of("text", "t"));

        Answer question = root.post(LIST + "/clear");
        assertThat(question.text()).contains("Delete the captured mail?", "name=\"confirmed\"");
        assertThat(root.page(LIST)).contains("capture-1");

        assertThat(location(root.post(LIST + "/clear", "confirmed", "yes"))).isEqualTo("../captured?done=cleared");
        assertThat(root.page(LIST)).contains("No mail yet.");
    }

    @Test
    void onlyTheScopeAdminSeesThem() {
        send(Map.of("html", "<p>secret"));
        ConsoleClient shop = ConsoleClient.of(daemon, "shop");

        assertRefused(shop.get(LIST));
        assertRefused(shop.get(FIRST));
        Answer preview = shop.get(FIRST + "/preview");
        assertRefused(preview);
        assertThat(preview.text()).doesNotContain("secret");
        assertRefused(shop.post(LIST + "/clear", "confirmed", "yes"));
        assertThat(shop.page("/console/providers")).doesNotContain("href=\"captured\"");
        assertRefused(root.postFromElsewhere(LIST + "/clear", "confirmed", "yes"));
        assertThat(root.page(LIST)).contains("capture-1");
    }

    @Test
    void whatOthersWroteIsText() {
        send(Map.of(
                "from",
                "Ann " + HOSTILE,
                "subject",
                HOSTILE,
                "text",
                HOSTILE + ConsoleClient.REVERSED + LONG_WORD,
                "html",
                "</pre></iframe>" + HOSTILE,
                "headers",
                Map.of("X-Note", HOSTILE),
                "metadata",
                Map.of("note", HOSTILE),
                "attachments",
                List.of(Map.of("filename", "<img src=x>.pdf", "content_type", "application/pdf", "content", "QUJD"))));

        assertEscaped(root.page(LIST));
        String page = root.page(FIRST);
        assertEscaped(page);
        assertThat(page).contains(LONG_WORD, "&lt;img src=x&gt;.pdf").doesNotContain("</pre></iframe>");
        assertEscaped(root.page(LIST + "?text=%22%27%3E%3Cscript%3Ealert(1)%3C/script%3E"));
        for (String path :
                List.of("/..%2F..%2Fetc/passwd", "/box/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/box/..%2F1/preview")) {
            Answer answer = root.get(LIST + path);
            assertThat(answer.status()).isEqualTo(404);
            assertEscaped(answer.text());
        }
    }
}
