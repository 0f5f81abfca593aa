package io.mailsender.console.screen;

import static io.mailsender.console.screen.ConsoleClient.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Reply;
import io.mailsender.testing.Outcomes;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key sees and changes its own mail, and has no more in the console than its scopes say. */
class OwnMailOnlyTest {

    private static final Pattern SECTION = Pattern.compile("<li><a href=\"([a-z./]+)\"");
    private static final List<String> SECTIONS = List.of(
            "./", "messages", "unknown", "providers", "queue", "suppressions", "webhooks", "keys", "captured", "audit");

    @TempDir
    Path directory;

    private final ScriptedProvider provider = new ScriptedProvider("p");
    private TestDaemon daemon;

    @BeforeEach
    void start() {
        daemon = daemon(Map.of());
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private TestDaemon daemon(Map<String, Object> more) {
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put(
                "api-keys",
                ConsoleClient.keys(Map.of(
                        "root", List.of("read", "send", "admin", "webhooks", "validate"),
                        "shop", List.of("read", "send"),
                        "news", List.of("read", "send"),
                        "hooks", List.of("read", "webhooks"),
                        "viewer", List.of("read"))));
        settings.putAll(more);
        return TestDaemon.with(settings, provider);
    }

    private String sent(String key, String subject) {
        Answer answer = TestKeys.call(
                daemon,
                key,
                "POST",
                "/send",
                "{\"to\": [\"ann@example.com\"], \"subject\": \"" + subject + "\", \"html\": \"<p>" + subject
                        + "\", \"attachments\": [{\"filename\": \"a.txt\", \"content\": \"QUJD\","
                        + " \"content_type\": \"text/plain\"}]}");
        assertThat(answer.status()).as(answer.text()).isIn(200, 202, 504);
        return TestKeys.call(daemon, key, "GET", "/messages", "")
                .json()
                .get("messages")
                .get(0)
                .get("id")
                .getStringValue();
    }

    @Test
    void anotherKeysMailIsNowhere() {
        provider.answers(Outcomes.SENT, new Outcome.Unknown(Reply.none("no answer for ann@example.com")));
        String sent = sent("shop", "shop-sent");
        String unknown = sent("shop", "shop-unknown");
        ConsoleClient shop = ConsoleClient.of(daemon, "shop");
        ConsoleClient news = ConsoleClient.of(daemon, "news");
        assertThat(shop.page("/console/messages")).contains("shop-sent", "shop-unknown");
        assertThat(shop.page("/console/unknown")).contains("shop-unknown");

        for (String list : List.of(
                "",
                "messages",
                "messages?subject=shop",
                "unknown",
                "queue",
                "providers",
                "providers/p",
                "suppressions",
                "messages/export.csv")) {
            Answer answer = news.get("/console/" + list);
            assertThat(answer.status()).as(list).isEqualTo(200);
            assertThat(answer.text()).as(list).doesNotContain("shop-", sent, unknown, "ann@example.com");
        }
        assertThat(news.page("/console/").replaceAll("\\s+", ""))
                .contains("Accepted</th><tdclass=\"num\">0</td><tdclass=\"num\">0</td>");
        for (String filter : List.of("messages?key=shop", "messages/export.csv?key=shop")) {
            Answer answer = news.get("/console/" + filter);
            assertThat(answer.status()).as(filter).isIn(400, 403);
            assertThat(answer.text()).doesNotContain("shop-sent");
        }
        for (String id : List.of(sent, unknown)) {
            for (String part : List.of("", "/content", "/source", "/source.eml", "/preview", "/files/1")) {
                Answer answer = news.get("/console/messages/" + id + part);
                assertThat(answer.status()).as(part).isEqualTo(404);
                assertThat(answer.text()).as(part).doesNotContain("shop-", "ann@");
            }
            for (String action : List.of("cancel", "resend", "close", "reschedule")) {
                Answer answer = news.post(
                        "/console/messages/" + id + "/" + action,
                        "confirmed",
                        "yes",
                        "status",
                        "sent",
                        "send_at",
                        Instant.now().plusSeconds(3600).toString());
                assertThat(answer.status()).as(action + answer.text()).isEqualTo(404);
            }
        }
        for (String deed : List.of("resend", "cancel", "sent", "failed")) {
            Answer one = news.post(
                    "/console/messages/bulk", "action", deed, "id", unknown, "confirmed", "yes", "count", "1");
            assertThat(one.status()).as(one.text()).isLessThan(500);
            Answer all = news.post(
                    "/console/messages/bulk",
                    "action",
                    deed + "-all",
                    "status",
                    "unknown",
                    "confirmed",
                    "yes",
                    "count",
                    "1");
            assertThat(all.status()).as(all.text()).isLessThan(500);
            assertThat(all.text()).doesNotContain("shop-", "ann@");
        }
        assertThat(provider.calls()).hasSize(2);
        assertThat(shop.page("/console/unknown")).contains("shop-unknown");
        assertThat(ConsoleClient.of(daemon, "root").page("/console/messages")).contains("shop-sent");
    }

    @Test
    void theMenuHasWhatTheKeyMaySeeAndTheRestIsRefused() {
        Map<String, List<String>> menus = Map.of(
                "root", SECTIONS,
                "shop", List.of("./", "messages", "unknown", "providers", "queue", "suppressions"),
                "viewer", List.of("./", "messages", "unknown", "providers", "queue", "suppressions"),
                "hooks", List.of("./", "messages", "unknown", "providers", "queue", "suppressions", "webhooks"));
        menus.forEach((key, menu) -> {
            ConsoleClient client = ConsoleClient.of(daemon, key);
            assertThat(menuOf(client)).as(key).containsExactlyElementsOf(menu);
            for (String section : SECTIONS) {
                Answer answer = client.get("/console/" + section.replace("./", ""));
                if (menu.contains(section)) {
                    assertThat(answer.status()).as(key + section).isEqualTo(200);
                } else {
                    assertRefused(answer);
                }
            }
        });
    }

    @Test
    void aKeyThatOnlyReadsHasNoButtons() {
        provider.answers(Outcomes.UNKNOWN);
        String id = sent("shop", "s");
        ConsoleClient viewer = ConsoleClient.of(daemon, "viewer");
        for (String path : List.of("", "messages", "unknown", "providers", "providers/p", "queue", "suppressions")) {
            String page = viewer.page("/console/" + path).replace("<form method=\"post\" action=\"", "<form post ");
            assertThat(page.replaceAll("<form post [./]*sign-out", "")).as(path).doesNotContain("<form post ");
        }
        for (String part : List.of("content", "source", "source.eml", "preview", "files/1")) {
            Answer answer = viewer.get("/console/messages/" + id + "/" + part);
            assertThat(answer.status()).as(part).isIn(403, 404);
        }
        for (String action : List.of("cancel", "resend", "close", "reschedule")) {
            assertRefused(viewer.post("/console/messages/" + id + "/" + action, "confirmed", "yes"));
        }
        assertRefused(viewer.post("/console/messages/bulk", "action", "resend", "id", id, "confirmed", "yes"));
        assertRefused(viewer.post("/console/providers/p/rest"));
        assertThat(provider.calls()).hasSize(1);
    }

    @Test
    void listsHideAddressesIfTheyAreToldTo() {
        daemon.close();
        Map<String, Object> masked = new HashMap<>(Map.of("console.mask-addresses", "true"));
        daemon = daemon(masked);
        provider.answers(
                new Outcome.Rejected(new Reply(550, "<ann@example.com> does not live here")),
                new Outcome.Unknown(Reply.none("no answer about ann@example.com")));
        Answer rejected =
                TestKeys.call(daemon, "shop", "POST", "/send", "{\"to\": [\"ann@example.com\"], \"text\": \"t\"}");
        assertThat(rejected.status()).isEqualTo(422);
        String id = sent("shop", "s");
        ConsoleClient root = ConsoleClient.of(daemon, "root");
        root.post("/console/suppressions/add", "addresses", "ann@example.com", "text", "ann@example.com phoned");

        for (String list :
                List.of("", "messages", "unknown", "queue", "providers", "providers/p", "messages/export.csv")) {
            assertThat(root.get("/console/" + list).text()).as(list).doesNotContain("ann@example.com");
        }
        assertThat(root.page("/console/messages")).contains("a…@example.com");
        assertThat(root.page("/console/unknown")).contains("a…@example.com");
        assertThat(root.get("/console/messages/export.csv").text()).contains("a…@example.com");
        assertThat(root.page("/console/suppressions")).contains(">a…@example.com</a>", "a…@example.com phoned");
        assertThat(root.page("/console/messages/" + id)).contains("ann@example.com");
        assertThat(TestKeys.call(daemon, "root", "GET", "/messages/export", "").text())
                .contains("ann@example.com");
    }

    @Test
    void withoutAStoreThereIsWhatTheDaemonKnows() {
        try (TestDaemon small = daemon(Map.of("store.kind", "none"))) {
            ConsoleClient root = ConsoleClient.of(small, "root");
            assertThat(menuOf(root)).containsExactly("./", "providers", "keys", "captured");
            for (String section : List.of("", "providers", "keys", "captured", "providers/p")) {
                root.page("/console/" + section);
            }
            assertThat(root.page("/console/")).contains("This daemon has no store");
            for (String section : List.of(
                    "messages", "unknown", "queue", "suppressions", "webhooks", "audit", "messages/export.csv")) {
                Answer answer = root.get("/console/" + section);
                assertThat(answer.status()).as(section).isEqualTo(501);
                assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
                assertThat(answer.text()).as(section).contains("store");
            }
        }
    }

    private static List<String> menuOf(ConsoleClient client) {
        String page = client.page("/console/");
        String menu = page.substring(page.indexOf("<nav"), page.indexOf("</nav>"));
        return SECTION.matcher(menu)
                .results()
                .map(link -> "./".equals(link.group(1)) || "././".equals(link.group(1))
                        ? "./"
                        : link.group(1).replace("./", ""))
                .toList();
    }
}
