package io.mailsender.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Outcomes;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SqliteRows;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import io.micronaut.json.tree.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filters of the list, over HTTP. */
class MessageSearchTest {

    @TempDir
    Path directory;

    private final ScriptedProvider first = new ScriptedProvider("first");
    private final ScriptedProvider second = new ScriptedProvider("second");
    private TestDaemon daemon;

    @BeforeEach
    void start() {
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put(
                "api-keys",
                Map.of(
                        "shop", Map.of("hash", TestKeys.hash("shop-key"), "scopes", List.of("send", "read")),
                        "crm", Map.of("hash", TestKeys.hash("crm-key"), "scopes", List.of("send", "read")),
                        "root", Map.of("hash", TestKeys.hash("root-key"), "scopes", List.of("send", "read", "admin"))));
        daemon = TestDaemon.with(settings, first, second);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order            | 1",
                "ORDER shipped    | 1",
                "hip              | 1",
                "shipped order    | 1",
                "order invoice    | 0",
                "100%             | 1",
                "%                | 1",
                "0_o              | 1",
                "_                | 1",
                "0\\o             | 0",
                "it's             | 1",
                "\"quoted\"       | 1",
                "!                | 1",
                "@foo             | 0",
                "\uD83C\uDF81     | 1",
            })
    void findsWordsOfTheSubject(String words, int found) {
        send("shop", "Your order 17 was shipped");
        send("shop", "100% 0_o it's \\\"quoted\\\" ! \uD83C\uDF81");

        assertThat(ids("shop", "subject", words)).hasSize(found);
    }

    @Test
    void findsByTheProviderOfAnAttempt() {
        first.answers(Outcomes.UNREACHABLE);
        String failedOver = send("shop", "a");
        String direct = send("shop", "b");

        assertThat(ids("shop", "provider", "second")).containsExactly(failedOver);
        assertThat(ids("shop", "provider", "first")).containsExactly(direct, failedOver);
        assertThat(ids("shop", "provider", "third")).isEmpty();
    }

    @Test
    void onlyAKeyWithAdminFindsThoseOfAnother() {
        String mine = send("shop", "a");
        send("crm", "a");

        assertThat(ids("root", "key", "shop")).containsExactly(mine);
        assertThat(ids("shop", "key", "shop")).containsExactly(mine);
        assertThat(ids("root", "key", "nobody")).isEmpty();
        for (String path : List.of("/messages?key=crm", "/messages?key=nobody", "/messages/export?key=crm")) {
            Answer refused = get("shop", path);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.text()).contains("key: this key sees only its own messages");
        }
    }

    @Test
    void findsPossibleDuplicates() {
        first.answers(Outcomes.UNKNOWN);
        String twice = send("shop", "a");
        String once = send("shop", "b");
        assertThat(TestKeys.call(daemon, "shop-key", "POST", "/messages/" + twice + "/resend", "")
                        .status())
                .isEqualTo(200);

        assertThat(ids("shop", "possible_duplicate", "true")).containsExactly(twice);
        assertThat(ids("shop", "possible_duplicate", "false")).containsExactly(once);
        assertThat(get("shop", "/messages?possible_duplicate=maybe").text())
                .contains("\"field\":\"possible_duplicate\"", "must be true or false");
    }

    @Test
    void combinesStateRecipientTagAndTime() {
        Instant before = Instant.now().minusSeconds(60);
        first.answers(Outcomes.REJECTED);
        String refused = send("shop", "a");
        String sent = send("shop", "b");

        assertThat(ids("shop", "recipient_state", "refused")).containsExactly(refused);
        assertThat(ids("shop", "recipient_state", "sent")).containsExactly(sent);
        String all = "/messages?recipient=ann@example.com&recipient_state=sent&tag=spring&since=" + before + "&until="
                + before.plusSeconds(600) + "&subject=b&provider=first&status=sent&possible_duplicate=false&key=shop";
        assertThat(ids(get("shop", all))).containsExactly(sent);
        assertThat(ids(get("shop", all.replace("tag=spring", "tag=winter")))).isEmpty();
        assertThat(ids(get("shop", all.replace("until=", "until=19").replaceFirst("until=19[^&]*", "until=" + before))))
                .isEmpty();
    }

    @Test
    void aPageMayBeShortAndHaveANextOne() throws Exception {
        SqliteRows.messages(directory, 45_000, "CASE WHEN i IN (10, 30000, 44999) THEN 'failed' ELSE 'sent' END");

        List<Integer> sizes = new ArrayList<>();
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = get("shop", "/messages?status=failed&limit=2" + cursor);
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            sizes.add(ids(page).size());
            found.addAll(ids(page));
            JsonNode next = page.json().get("next");
            cursor = next == null ? "" : "&cursor=" + next.getStringValue();
        } while (!cursor.isEmpty());

        assertThat(sizes).containsExactly(2, 0, 1);
        assertThat(found)
                .containsExactly(
                        String.format("%032x", 44_999), String.format("%032x", 30_000), String.format("%032x", 10));
    }

    /** Whether a tag is on few messages or on many decides how it is looked for, not what is found. */
    @Test
    void findsByAFrequentTag() throws Exception {
        SqliteRows.messages(directory, 45_000, "'sent'");
        SqliteRows.execute(
                directory,
                "INSERT INTO tag (tag, message_id) SELECT 'often', id FROM message"
                        + " WHERE accepted % 2 = 0 AND accepted < 1700000000000 + 42000");
        assertThat(ids("shop", "tag", "often")).hasSize(50).startsWith(String.format("%032x", 41_998));
        SqliteRows.execute(
                directory,
                "DELETE FROM tag WHERE message_id NOT IN (SELECT id FROM message WHERE accepted % 1000 = 0)");
        assertThat(ids("shop", "tag", "often")).hasSize(41).startsWith(String.format("%032x", 41_000));
    }

    private String send(String key, String subject) {
        Answer answer = TestKeys.call(
                daemon,
                key + "-key",
                "POST",
                "/send",
                "{\"to\": [\"ann@example.com\"], \"tags\": [\"spring\"], \"on_unknown\": \"hold\", \"subject\": \""
                        + subject + "\"}");
        assertThat(answer.json().get("id")).as(answer.text()).isNotNull();
        return answer.json().get("id").getStringValue();
    }

    private Answer get(String key, String path) {
        return TestKeys.call(daemon, key + "-key", "GET", path, "");
    }

    private List<String> ids(String key, String parameter, String value) {
        return ids(get(key, "/messages?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    }

    private static List<String> ids(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        for (JsonNode message : answer.json().get("messages").values()) {
            ids.add(message.get("id").getStringValue());
        }
        return ids;
    }
}
