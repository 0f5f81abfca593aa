package io.mailsender.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import io.micronaut.json.tree.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees the content of mails, and that each look is on record. onetimesecret/onetimesecret#4335: nobody knew who had looked. */
class ContentApiTest {

    private static final String MAIL = """
            {"to": ["Ann <ann@example.com>"], "bcc": ["boss@example.com"], "from_address": "shop@example.com", "subject": "Grüße",
            "text": "Hello", "html": "<p>Hello</p>", "headers": {"X-Order": "42"},
            "attachments": [{"filename": "a.txt", "content_type": "text/plain", "content": "aGk="}]}""";

    @TempDir
    Path directory;

    private TestDaemon daemon;

    @BeforeEach
    void start() {
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put(
                "api-keys",
                Map.of(
                        "shop", TestKeys.hash("shop-key"),
                        "news", TestKeys.hash("news-key"),
                        "shop-reader", key("reader-key", "read"),
                        "auditor", key("auditor-key", "read", "admin")));
        settings.put("providers.capture.box.name", "box");
        settings.put("order", List.of("p", "box"));
        daemon = TestDaemon.of(settings, new ScriptedProvider("p"));
    }

    private static Map<String, Object> key(String key, String... scopes) {
        return Map.of("hash", TestKeys.hash(key), "scopes", List.of(scopes));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void showsTheContent() {
        String id = send(MAIL);
        Answer answer = get("shop-key", "/messages/" + id + "/content");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        JsonNode content = answer.json();
        assertThat(content.get("id").getStringValue()).isEqualTo(id);
        assertThat(content.get("from").getStringValue()).isEqualTo("shop@example.com");
        assertThat(content.get("to").get(0).getStringValue()).isEqualTo("Ann <ann@example.com>");
        assertThat(content.get("bcc").get(0).getStringValue()).isEqualTo("boss@example.com");
        assertThat(content.get("subject").getStringValue()).isEqualTo("Grüße");
        assertThat(content.get("text").getStringValue()).isEqualTo("Hello");
        assertThat(content.get("html").getStringValue()).isEqualTo("<p>Hello</p>");
        assertThat(content.get("headers").get(0).get("name").getStringValue()).isEqualTo("X-Order");
        assertThat(content.get("headers").get(0).get("value").getStringValue()).isEqualTo("42");
        JsonNode file = content.get("attachments").get(0);
        assertThat(file.get("number").getIntValue()).isEqualTo(1);
        assertThat(file.get("filename").getStringValue()).isEqualTo("a.txt");
        assertThat(file.get("size").getIntValue()).isEqualTo(2);
        assertThat(content.get("original").getBooleanValue()).isFalse();
        assertThat(looks()).containsExactly("shop content.view " + id);
    }

    @Test
    void showsTheSourceAsItIsSent() {
        String id = send(MAIL);
        Answer source = get("shop-key", "/messages/" + id + "/source");

        assertThat(source.status()).isEqualTo(200);
        assertThat(source.header("content-type")).isEqualTo("message/rfc822");
        assertThat(source.header("content-disposition")).isEqualTo("attachment; filename=\"" + id + ".eml\"");
        assertThat(source.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(source.text())
                .contains("From: shop@example.com\r\n", "X-Order: 42\r\n", "Content-Disposition: attachment;")
                .doesNotContain("boss@example.com");
        assertThat(looks()).containsExactly("shop source.view " + id);
    }

    @Test
    void showsTheBytesThatCame() {
        String mail = "From: Shop <shop@example.com>\r\nTo: ann@example.com\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
                + "X-Long: a\r\n b\r\nDKIM-Signature: v=1; b=abc\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\u00fc\u00dfe\r\n";
        byte[] bytes = mail.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        Answer sent = daemon.send(daemon.request("/send")
                .header("Authorization", "Bearer shop-key")
                .header("Content-Type", "message/rfc822")
                .POST(BodyPublishers.ofByteArray(bytes)));
        String id = sent.json().get("id").getStringValue();

        byte[] source =
                get("auditor-key", "/messages/" + id + "/source").response().body();
        String text = new String(source, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(text)
                .startsWith("Received: ")
                .contains(mail.substring(mail.indexOf("X-Long"), mail.indexOf("MIME")));
        assertThat(text).endsWith("\r\n\r\nGr\u00fc\u00dfe\r\n");

        JsonNode content = get("auditor-key", "/messages/" + id + "/content").json();
        assertThat(content.get("original").getBooleanValue()).isTrue();
        assertThat(content.get("subject").getStringValue()).isEqualTo("Grüße");
        assertThat(content.get("text").getStringValue()).startsWith("Grüße");
        List<String> names = new ArrayList<>();
        content.get("headers")
                .values()
                .forEach(field -> names.add(field.get("name").getStringValue()));
        assertThat(names).contains("Received", "X-Long", "DKIM-Signature", "Message-ID");
    }

    @ParameterizedTest
    @CsvSource({
        "shop-key, 200",
        "auditor-key, 200",
        "news-key, 404",
        "reader-key, 403",
        "no-key, 401",
    })
    void onlyWhoMaySeesIt(String key, int status) {
        String id = send(MAIL);
        for (String what : List.of("content", "source")) {
            Answer answer = get(key, "/messages/" + id + "/" + what);
            assertThat(answer.status()).isEqualTo(status);
            if (status != 200) {
                assertThat(answer.text()).doesNotContain("Hello");
            }
        }
    }

    @Test
    void recordsRefusedLooksAndNoOthersMails() {
        String id = send(MAIL);
        get("reader-key", "/messages/" + id + "/content");
        get("news-key", "/messages/" + id + "/content");
        get("shop-key", "/messages/" + "0".repeat(32) + "/content");
        assertThat(looks()).containsExactly("shop-reader content.view " + id);
        assertThat(get("auditor-key", "/audit").text()).contains("\"refused\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "source"})
    void saysThatThePurgedContentIsGone(String what) throws Exception {
        String id = send(MAIL);
        sql("DELETE FROM content");
        Answer answer = get("shop-key", "/messages/" + id + "/" + what);
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.text()).contains("store.keep-content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "source"})
    void aLookThatCannotBeRecordedShowsNothing(String what) throws Exception {
        String id = send(MAIL);
        sql("DROP TABLE audit");
        Answer answer = get("shop-key", "/messages/" + id + "/" + what);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isNotEmpty();
        assertThat(answer.text()).contains("recorded").doesNotContain("Hello");
    }

    @Test
    void aHeadRequestIsALookToo() {
        String id = send(MAIL);
        Answer answer = TestKeys.call(daemon, "shop-key", "HEAD", "/messages/" + id + "/source", "");
        assertThat(looks()).hasSize(answer.status() == 200 ? 1 : 0);
    }

    @Test
    void looksAtCapturedMailsAreRecorded() throws Exception {
        assertThat(get("auditor-key", "/captured").status()).isEqualTo(200);
        assertThat(get("shop-key", "/captured").status()).isEqualTo(403);
        assertThat(TestKeys.call(daemon, "auditor-key", "DELETE", "/captured", "")
                        .status())
                .isLessThan(300);
        assertThat(looks())
                .containsExactly("auditor captured.clear -", "shop captured.view -", "auditor captured.view -");
        sql("DROP TABLE audit");
        assertThat(get("auditor-key", "/captured").status()).isEqualTo(503);
    }

    @Test
    void longTextsAreCut() {
        String id = send("{\"to\": [\"ann@example.com\"], \"text\": \"" + "ab\uD83D\uDE00".repeat(300_000) + "\"}");
        JsonNode content = get("shop-key", "/messages/" + id + "/content").json();
        assertThat(content.get("text").getStringValue()).hasSizeBetween(ContentView.MAX_TEXT - 1, ContentView.MAX_TEXT);
        assertThat(content.get("truncated").getBooleanValue()).isTrue();
        assertThat(content.get("from")).isNull();
        assertThat(get("shop-key", "/messages/" + id + "/source").text()).contains("From: ");
    }

    private String send(String mail) {
        Answer sent = TestKeys.call(daemon, "shop-key", "POST", "/send", mail);
        assertThat(sent.status()).as(sent.text()).isEqualTo(200);
        return sent.json().get("id").getStringValue();
    }

    private Answer get(String key, String path) {
        return TestKeys.call(daemon, key, "GET", path, "");
    }

    private List<String> looks() {
        List<String> looks = new ArrayList<>();
        for (JsonNode entry : get("auditor-key", "/audit").json().get("entries").values()) {
            JsonNode target = entry.get("target");
            looks.add(entry.get("key").getStringValue() + " "
                    + entry.get("action").getStringValue() + " " + (target == null ? "-" : target.getStringValue()));
        }
        return looks;
    }

    private void sql(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mail.db"));
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
