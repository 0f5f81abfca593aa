package io.mailsender.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.Outcomes;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SqliteRows;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import io.micronaut.json.tree.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changing many messages, over HTTP. */
class BulkActionsTest {

    private static final String NEVER = "9".repeat(32);

    @TempDir
    Path directory;

    private final ScriptedProvider first = new ScriptedProvider("first");
    private TestDaemon daemon;

    @BeforeEach
    void start() {
        Map<String, Object> settings = new HashMap<>(TestDaemon.sqlite(directory));
        settings.put("queue.poll", "20ms");
        settings.put(
                "api-keys",
                Map.of(
                        "shop", Map.of("hash", TestKeys.hash("shop-key"), "scopes", List.of("send", "read")),
                        "reader", Map.of("hash", TestKeys.hash("reader-key"), "scopes", List.of("read")),
                        "small",
                                Map.of(
                                        "hash",
                                        TestKeys.hash("small-key"),
                                        "scopes",
                                        List.of("send", "read", "admin"),
                                        "limits",
                                        Map.of("messages", "2/d")),
                        "root", Map.of("hash", TestKeys.hash("root-key"), "scopes", List.of("send", "read", "admin"))));
        daemon = TestDaemon.with(settings, first);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void resendsWhatAFilterFindsOnce() {
        String a = unknown("shop");
        String b = unknown("shop");
        String sent = send("shop", "");
        int before = first.calls().size();

        JsonNode result = ok(bulk("shop", "resend", "{'filter': {'status': 'unknown'}, 'expected_count': 2}"));

        assertThat(texts(result, "ids")).containsExactly(b, a);
        assertThat(result.get("done").getIntValue()).isEqualTo(2);
        assertThat(result.get("count").getIntValue()).isEqualTo(2);
        assertThat(result.get("next")).isNull();
        for (String id : List.of(a, b)) {
            awaitStatus(id, "sent");
            // It may have been sent before, and nobody must be misled about that.
            assertThat(message(id).get("possible_duplicate").getBooleanValue()).isTrue();
        }
        assertThat(first.calls()).hasSize(before + 2);
        JsonNode again =
                ok(bulk("shop", "resend", "{'ids': ['" + a + "', '" + sent + "', '" + a + "', '" + NEVER + "']}"));
        assertThat(again.get("done").getIntValue()).isZero();
        assertThat(skipped(again)).containsExactly(a, sent, NEVER);
        assertThat(again.get("skipped").get(0).get("msg").getStringValue()).startsWith("The message is sent. Only a ");
        assertThat(again.get("skipped").get(2).get("msg").getStringValue()).isEqualTo("There is no such message.");
        assertThat(first.calls()).hasSize(before + 2);
    }

    @Test
    void twoPersonsAtOnceSendItOnce() throws Exception {
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> unknown("shop")).toList();
        int before = first.calls().size();
        String body = "{'ids': ['" + String.join("', '", ids) + "']}";

        List<CompletableFuture<Answer>> persons = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> bulk("shop", "resend", body)))
                .toList();
        int done = 0;
        for (CompletableFuture<Answer> person : persons) {
            done += ok(person.get()).get("done").getIntValue();
        }

        assertThat(done).isEqualTo(ids.size());
        ids.forEach(id -> awaitStatus(id, "sent"));
        assertThat(first.calls()).hasSize(before + ids.size());
    }

    @Test
    void aForecastChangesNothing() {
        String id = unknown("shop");

        JsonNode result = ok(bulk("shop", "resend", "{'filter': {'status': 'unknown'}, 'dry_run': true}"));
        assertThat(result.get("dry_run").getBooleanValue()).isTrue();
        assertThat(result.get("count").getIntValue()).isEqualTo(1);
        assertThat(texts(result, "ids")).containsExactly(id);
        assertThat(message(id).get("status").getStringValue()).isEqualTo("unknown");
        Answer other = bulk("shop", "resend", "{'filter': {'status': 'unknown'}, 'expected_count': 2}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.text()).contains("these are 1 messages now, not 2");
        assertThat(bulk("shop", "close", "{'status': 'sent', 'ids': ['" + id + "'], 'expected_count': 3}")
                        .status())
                .isEqualTo(409);
        assertThat(message(id).get("status").getStringValue()).isEqualTo("unknown");
    }

    @Test
    void cancelsQueuedAndSettlesUnknownOnes() {
        String later =
                send("shop", ", \"send_at\": \"" + java.time.Instant.now().plusSeconds(3_600) + "\"");
        String unknown = unknown("shop");
        String sent = send("shop", "");

        JsonNode cancelled = ok(bulk("shop", "cancel", "{'filter': {'tag': 'spring'}}"));
        assertThat(texts(cancelled, "ids")).containsExactly(later);
        assertThat(message(later).get("status").getStringValue()).isEqualTo("cancelled");
        JsonNode closed = ok(bulk("shop", "close", "{'status': 'failed', 'ids': ['" + unknown + "', '" + sent + "']}"));
        assertThat(texts(closed, "ids")).containsExactly(unknown);
        assertThat(skipped(closed)).containsExactly(sent);
        assertThat(message(unknown).get("status").getStringValue()).isEqualTo("failed");
        assertThat(message(sent).get("status").getStringValue()).isEqualTo("sent");
    }

    @Test
    void seesOnlyItsOwnMessages() {
        String theirs = unknown("root");

        assertThat(skipped(ok(bulk("shop", "resend", "{'ids': ['" + theirs + "']}"))))
                .containsExactly(theirs);
        assertThat(ok(bulk("shop", "close", "{'status': 'sent', 'filter': {'tag': 'spring'}}"))
                        .get("done")
                        .getIntValue())
                .isZero();
        assertThat(bulk("shop", "cancel", "{'filter': {'key': 'root'}}").status())
                .isEqualTo(403);
        assertThat(bulk("reader", "cancel", "{'filter': {'tag': 'spring'}}").status())
                .isEqualTo(403);
        assertThat(message(theirs).get("status").getStringValue()).isEqualTo("unknown");
    }

    @Test
    void stopsWhenTheQuotaIsUsedUp() throws Exception {
        List<String> unknown =
                IntStream.range(0, 4).mapToObj(i -> unknown("shop")).toList();
        // Nothing is counted for those that cannot be resent.
        SqliteRows.execute(directory, "DELETE FROM content WHERE message_id = '" + unknown.get(3) + "'");

        JsonNode result = ok(bulk("small", "resend", "{'filter': {'status': 'unknown'}}"));
        assertThat(texts(result, "ids")).containsExactly(unknown.get(2), unknown.get(1));
        assertThat(skipped(result)).containsExactly(unknown.get(3));
        assertThat(result.get("skipped").get(0).get("msg").getStringValue()).contains("no longer kept");
        assertThat(result.get("stopped").getStringValue()).contains("quota of messages");
        assertThat(message(unknown.get(0)).get("status").getStringValue()).isEqualTo("unknown");
        String next = result.get("next").getStringValue();
        JsonNode more = ok(bulk("root", "resend", "{'filter': {'status': 'unknown'}, 'cursor': '" + next + "'}"));
        assertThat(texts(more, "ids")).containsExactly(unknown.get(0));
        unknown.subList(0, 3).forEach(id -> awaitStatus(id, "sent"));
        JsonNode left = ok(bulk("small", "resend", "{'ids': ['" + unknown("shop") + "']}"));
        assertThat(texts(left, "left")).hasSize(1);
        JsonNode atOnce = ok(bulk("small", "resend", "{'filter': {'status': 'unknown'}}"));
        assertThat(atOnce.get("done").getIntValue()).isZero();
        assertThat(texts(
                        ok(bulk(
                                "root",
                                "resend",
                                "{'filter': {'status': 'unknown'}, 'cursor': '"
                                        + atOnce.get("next").getStringValue() + "'}")),
                        "ids"))
                .hasSize(1);
    }

    @Test
    void goesOnPageByPage() throws Exception {
        SqliteRows.messages(directory, 23_000, "CASE WHEN i % 10 = 0 THEN 'unknown' ELSE 'sent' END");

        List<Integer> done = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    ok(bulk("root", "close", "{'status': 'sent', 'filter': {'subject': 'order'}" + cursor + "}"));
            done.add(page.get("done").getIntValue());
            JsonNode next = page.get("next");
            cursor = next == null ? "" : ", 'cursor': '" + next.getStringValue() + "'";
        } while (!cursor.isEmpty());

        assertThat(done.stream().mapToInt(Integer::intValue).sum()).isEqualTo(2_300);
        assertThat(done).allMatch(count -> count <= 1_000);
        assertThat(ok(bulk("root", "close", "{'status': 'sent', 'filter': {}, 'dry_run': true}"))
                        .get("count")
                        .getIntValue())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resend | {}                                                        | ids",
                "resend | {'ids': [], 'filter': {}}                                 | ids",
                "resend | {'ids': []}                                               | ids",
                "resend | {'ids': ['x']}                                            | ids",
                "resend | {'ids': [1]}                                              | ids",
                "resend | {'ids': ['99999999999999999999999999999999'], 'cursor': 'x'} | cursor",
                "resend | {'filter': {}}                                            | filter.status",
                "resend | {'filter': {'tag': 'spring'}}                             | filter.status",
                "resend | {'filter': {'status': 'x'}}                               | filter.status",
                "resend | {'filter': {'status': 'unknown', 'since': 'x'}}           | filter.since",
                "resend | {'filter': {'status': 'unknown', 'subject': ''}}          | filter.subject",
                "resend | {'filter': {'status': 'unknown', 'sbject': 'a'}}          | filter.sbject",
                "resend | {'filter': {'status': 'unknown'}, 'cursor': 'x'}          | cursor",
                "resend | {'filter': {'status': 'unknown'}, 'expected_count': -1}   | expected_count",
                "resend | {'filter': {'status': 'unknown'}, 'expected_count': 1.5}  | expected_count",
                "resend | {'filter': {'status': 'unknown'}, 'dry_run': 'yes'}       | dry_run",
                "resend | {'filter': {'status': 'unknown', 'possible_duplicate': 'x'}} | filter.possible_duplicate",
                "cancel | {'filter': {}}                                            | expected_count",
                "cancel | {'filter': {'since': '2030-01-01T00:00:00Z'}}             | expected_count",
                "cancel | {'filter': {'status': 'sent'}}                            | filter.status",
                "close  | {'filter': {}, 'status': 'sent'}                          | expected_count",
                "close  | {'filter': {'tag': 'a'}}                                  | status",
                "close  | {'filter': {'tag': 'a'}, 'status': 'unknown'}             | status",
                "close  | {'filter': {'status': 'sent'}, 'status': 'sent'}          | filter.status",
            })
    void saysWhatIsWrong(String action, String body, String field) {
        Answer answer = bulk("root", action, body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().get("errors").get(0).get("field").getStringValue())
                .startsWith(field);
    }

    @Test
    void refusesMoreThanAThousandIds() {
        String ids = "'" + NEVER + "'" + (", '" + NEVER + "'").repeat(1_000);

        assertThat(bulk("root", "cancel", "{'ids': [" + ids + "]}").text()).contains("1000 entries");
    }

    private String unknown(String key) {
        first.answers(Outcomes.UNKNOWN);
        return send(key, "");
    }

    private String send(String key, String more) {
        Answer answer = TestKeys.call(
                daemon,
                key + "-key",
                "POST",
                "/send",
                "{\"to\": [\"ann@example.com\"], \"tags\": [\"spring\"], \"on_unknown\": \"hold\"" + more + "}");
        assertThat(answer.json().get("id")).as(answer.text()).isNotNull();
        return answer.json().get("id").getStringValue();
    }

    private Answer bulk(String key, String action, String body) {
        return TestKeys.call(daemon, key + "-key", "POST", "/messages/" + action, body.replace('\'', '"'));
    }

    private static JsonNode ok(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private JsonNode message(String id) {
        return TestKeys.call(daemon, "root-key", "GET", "/messages/" + id, "").json();
    }

    private static List<String> texts(JsonNode result, String field) {
        List<String> texts = new ArrayList<>();
        result.get(field).values().forEach(text -> texts.add(text.getStringValue()));
        return texts;
    }

    private static List<String> skipped(JsonNode result) {
        List<String> ids = new ArrayList<>();
        result.get("skipped").values().forEach(one -> ids.add(one.get("id").getStringValue()));
        return ids;
    }

    private void awaitStatus(String id, String status) {
        await().untilAsserted(() ->
                assertThat(message(id).get("status").getStringValue()).isEqualTo(status));
    }
}
