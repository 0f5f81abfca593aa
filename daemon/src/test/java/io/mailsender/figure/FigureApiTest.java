package io.mailsender.figure;

import static io.mailsender.testing.Outcomes.REJECTED;
import static io.mailsender.testing.Outcomes.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Reply;
import io.mailsender.store.TestStores;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import io.micronaut.json.tree.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /overview} and {@code /queue}, and the figures in {@code GET /providers}. */
class FigureApiTest {

    private static final String MAIL = "{\"to\": [\"ann@example.com\"], \"on_unknown\": \"hold\"}";
    private static final Outcome ACCOUNT =
            new Unavailable(Cause.ACCOUNT, new Reply(401, "no access for ann@example.com"));

    private final ScriptedProvider first = new ScriptedProvider("first");

    @TempDir
    Path directory;

    @Test
    void saysThatItNeedsAStore() {
        try (TestDaemon daemon = TestDaemon.with(first)) {
            assertThat(daemon.get("/overview").status()).isEqualTo(501);
            assertThat(daemon.get("/overview").text()).contains("store.kind", "GET /providers");
            assertThat(daemon.get("/queue").status()).isEqualTo(501);
            assertThat(daemon.get("/queue").text()).contains("store.kind");

            assertThat(daemon.post("/send", MAIL).status()).isEqualTo(200);
            JsonNode recent = recent(daemon.get("/providers"));
            assertThat(recent.get("five_minutes").get("sent").getIntValue()).isEqualTo(1);
            assertThat(recent.get("hour").get("sent").getIntValue()).isEqualTo(1);
            assertThat(recent.get("p95_ms").getLongValue()).isPositive();
            assertThat(recent.get("last_sent_at")).isNotNull();
        }
    }

    @Test
    void anIdleGatewayNeedsNobody() {
        try (TestDaemon daemon = TestDaemon.with(TestDaemon.sqlite(directory), first)) {
            JsonNode overview = daemon.get("/overview").json();
            assertThat(overview.get("hour").get("buckets").size()).isEqualTo(60);
            assertThat(overview.get("hour").get("bucket_seconds").getIntValue()).isEqualTo(60);
            assertThat(overview.get("day").get("buckets").size()).isEqualTo(48);
            assertThat(overview.get("queue").get("due").get("count").getIntValue())
                    .isZero();
            assertThat(kinds(overview)).doesNotContain("unknown_messages", "failed_messages", "provider_down");
            assertThat(daemon.get("/overview?days=99999999").status())
                    .as("no parameter chooses how much is counted")
                    .isEqualTo(400);
        }
    }

    @Test
    void showsWhatHappenedAndWhatNeedsAPerson() {
        first.answers(REJECTED, UNKNOWN, ACCOUNT);
        try (TestDaemon daemon = TestDaemon.with(TestDaemon.sqlite(directory), first)) {
            daemon.post("/send", MAIL);
            daemon.post("/send", MAIL);
            String later = Instant.now().plus(3, ChronoUnit.HOURS).toString();
            daemon.post("/send", MAIL.replace("}", ", \"send_at\": \"" + later + "\"}"));
            daemon.post("/send", MAIL);

            JsonNode overview = daemon.get("/overview").json();
            for (String period : List.of("hour", "day")) {
                assertThat(count(overview.get(period), "accepted")).isEqualTo(4);
                assertThat(count(overview.get(period), "rejected")).isEqualTo(1);
                assertThat(count(overview.get(period), "unknown")).isEqualTo(1);
                assertThat(count(overview.get(period), "failed")).isEqualTo(1);
                assertThat(sum(overview.get(period), "failed"))
                        .as("failed and rejected")
                        .isEqualTo(2);
                assertThat(sum(overview.get(period), "accepted")).isEqualTo(4);
            }
            assertThat(count(overview.get("queue"), "scheduled")).isEqualTo(1);
            assertThat(count(overview, "open_unknown")).isEqualTo(1);
            assertThat(kinds(overview))
                    .containsSubsequence(
                            "route_without_provider", "provider_down", "unknown_messages", "failed_messages");
            JsonNode down = item(overview, "provider_down");
            assertThat(down.get("text").getStringValue()).startsWith("first rests after failures until ");
            assertThat(down.get("text").getStringValue()).contains("account (401)");
            assertThat(down.get("target").get("kind").getStringValue()).isEqualTo("provider");
            assertThat(down.get("target").get("parameters").get("name").getStringValue())
                    .isEqualTo("first");
            JsonNode failed = item(overview, "failed_messages");
            assertThat(failed.get("text").getStringValue())
                    .isEqualTo("1 message failed within the last hour; most often: first: 401 no access for ….");
            assertThat(daemon.get("/overview").text()).contains("1 message was rejected within the last hour");
            String status = failed.get("target").get("parameters").get("status").getStringValue();
            assertThat(daemon.get("/messages?status=" + status).text())
                    .as("the link leads to the message")
                    .contains("\"failed\"");

            JsonNode queue = daemon.get("/queue").json();
            assertThat(count(queue.get("depth"), "scheduled")).isEqualTo(1);
            assertThat(queue.get("next").get(0).get("at").getStringValue()).startsWith(later.substring(0, 19));
            assertThat(queue.get("nodes").size()).isEqualTo(1);
            assertThat(queue.get("hour").get("buckets").size()).isEqualTo(60);
        }
    }

    @Test
    void aKeyWithoutAdminSeesItsOwnMessagesOnly() {
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        String soon = Instant.now().plus(3, ChronoUnit.DAYS).toString();
        settings.put(
                "api-keys",
                Map.of(
                        "shop",
                                Map.of(
                                        "hash",
                                        TestKeys.hash("shop-key"),
                                        "scopes",
                                        List.of("send", "read"),
                                        "expires",
                                        soon),
                        "crm", Map.of("hash", TestKeys.hash("crm-key"), "scopes", List.of("send", "read")),
                        "ops", Map.of("hash", TestKeys.hash("ops-key"), "scopes", List.of("admin", "read")),
                        "web", Map.of("hash", TestKeys.hash("web-key"), "scopes", "send")));
        first.answers(UNKNOWN, ACCOUNT);
        try (TestDaemon daemon = TestDaemon.with(settings, first)) {
            TestKeys.call(daemon, "shop-key", "POST", "/send", MAIL);
            TestKeys.call(daemon, "shop-key", "POST", "/send", MAIL);

            JsonNode all =
                    TestKeys.call(daemon, "ops-key", "GET", "/overview", "").json();
            JsonNode own =
                    TestKeys.call(daemon, "shop-key", "GET", "/overview", "").json();
            JsonNode other =
                    TestKeys.call(daemon, "crm-key", "GET", "/overview", "").json();
            assertThat(count(all.get("hour"), "accepted")).isEqualTo(2);
            assertThat(count(own.get("hour"), "accepted")).isEqualTo(2);
            assertThat(count(other.get("hour"), "accepted")).isZero();
            assertThat(kinds(all)).contains("unknown_messages", "key_expires", "provider_down");
            assertThat(kinds(own)).contains("unknown_messages", "key_expires", "provider_down");
            assertThat(kinds(other)).contains("provider_down").doesNotContain("unknown_messages", "key_expires");
            assertThat(item(all, "provider_down").get("text").getStringValue()).contains("ann@example.com");
            for (String key : List.of("shop-key", "crm-key")) {
                assertThat(TestKeys.call(daemon, key, "GET", "/overview", "").text())
                        .contains("first rests after failures")
                        .doesNotContain("ann@example.com");
            }

            assertThat(recent(TestKeys.call(daemon, "ops-key", "GET", "/providers", "")))
                    .isNotNull();
            assertThat(TestKeys.call(daemon, "crm-key", "GET", "/providers", "").text())
                    .doesNotContain("recent");
            assertThat(TestKeys.call(daemon, "web-key", "GET", "/overview", "").status())
                    .isEqualTo(403);
            assertThat(TestKeys.call(daemon, "web-key", "GET", "/queue", "").status())
                    .isEqualTo(403);
        }
    }

    @Test
    void aWebhookThatWasDisabledNeedsAPerson() {
        try (TestDaemon daemon = TestDaemon.with(TestDaemon.sqlite(directory), first)) {
            Answer added = daemon.post("/webhooks", "{\"url\": \"https://example.com/hook/secret\"}");
            assertThat(added.status()).isEqualTo(201);
            String id = added.json().get("id").getStringValue();
            TestStores.execute(
                    directory.resolve("mail.db"),
                    "UPDATE webhook SET enabled = FALSE, reason = 'it answered 410' WHERE id = '" + id + "'");

            JsonNode disabled = item(daemon.get("/overview").json(), "webhook_disabled");
            assertThat(disabled.get("text").getStringValue())
                    .isEqualTo("The webhook " + id + " is disabled: it answered 410");
            assertThat(disabled.get("target").get("parameters").get("id").getStringValue())
                    .isEqualTo(id);
        }
    }

    private static JsonNode recent(Answer providers) {
        return providers.json().get("providers").get(0).get("recent");
    }

    private static long count(JsonNode node, String name) {
        return node.get(name).get("count").getLongValue();
    }

    private static long sum(JsonNode period, String name) {
        long sum = 0;
        for (int i = 0; i < period.get("buckets").size(); i++) {
            sum += period.get("buckets").get(i).get(name).getLongValue();
        }
        return sum;
    }

    private static List<String> kinds(JsonNode overview) {
        List<String> kinds = new ArrayList<>();
        overview.get("attention")
                .values()
                .forEach(item -> kinds.add(item.get("kind").getStringValue()));
        return kinds;
    }

    private static JsonNode item(JsonNode overview, String kind) {
        for (JsonNode item : overview.get("attention").values()) {
            if (item.get("kind").getStringValue().equals(kind)) {
                return item;
            }
        }
        throw new AssertionError(kind + " is missing: " + overview);
    }
}
