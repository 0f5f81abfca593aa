package io.mailsender.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.queue.Retention;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who did what, over the API. */
class AuditApiTest {

    private static final String LATER = "{\"to\": [\"ann@example.com\"], \"send_at\": \"%s\"}"
            .formatted(java.time.Instant.now().plusSeconds(86_400));

    @TempDir
    Path directory;

    private TestDaemon start() {
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put(
                "api-keys",
                Map.of(
                        "shop",
                        TestKeys.hash("shop-key"),
                        "ops",
                        Map.of(
                                "hash",
                                TestKeys.hash("ops-key"),
                                "scopes",
                                List.of("read", "send", "webhooks", "validate", "events", "admin"))));
        settings.put("webhooks.allow-hosts", "example.com");
        settings.put("server.trusted-proxies", "127.0.0.1");
        settings.put("console.user-header", "X-User");
        settings.put("console.users", Map.of("*", "ops"));
        return TestDaemon.with(settings, new ScriptedProvider("ses"), new ScriptedProvider("mailgun"));
    }

    @Test
    void recordsEveryChangeAndNothingElse() {
        try (TestDaemon daemon = start()) {
            String key = id(call(daemon, "POST", "/keys", "{\"name\": \"new\"}"));
            call(daemon, "DELETE", "/keys/" + key, "");
            call(daemon, "POST", "/suppressions", "{\"addresses\": [\"bob@example.com\"]}");
            call(daemon, "DELETE", "/suppressions/bob@example.com", "");
            String hook = id(call(daemon, "POST", "/webhooks", "{\"url\": \"https://example.com/hook\"}"));
            call(daemon, "PATCH", "/webhooks/" + hook, "{\"status\": \"disabled\"}");
            call(daemon, "GET", "/webhooks/" + hook + "/secret", "");
            call(daemon, "POST", "/webhooks/" + hook + "/rotate", "");
            call(daemon, "DELETE", "/webhooks/" + hook, "");
            call(daemon, "POST", "/providers/ses/rest", "{\"reason\": \"told by ann@example.com\"}");
            call(daemon, "POST", "/providers/ses/resume", "");
            call(daemon, "POST", "/providers/ses/test", "{\"to\": \"ann@example.com\"}");
            String mail = id(call(daemon, "POST", "/send", LATER));
            call(daemon, "PATCH", "/messages/" + mail, "{\"send_at\": \"2099-01-01T00:00:00Z\"}");
            call(
                    daemon,
                    "PATCH",
                    "/messages/" + mail,
                    "{\"send_at\": \"%s\"}".formatted(java.time.Instant.now().plusSeconds(90_000)));
            call(daemon, "DELETE", "/messages/" + mail, "");
            call(daemon, "DELETE", "/messages/" + mail, "");
            call(daemon, "POST", "/messages/" + mail + "/resend", "");
            call(daemon, "GET", "/messages/" + mail, "");
            call(daemon, "GET", "/messages", "");
            call(daemon, "GET", "/health", "");

            Answer audit = call(daemon, "GET", "/audit", "");
            assertThat(audit.status()).isEqualTo(200);
            assertThat(lines(audit))
                    .containsExactly(
                            "ops message.resend " + mail + " done 200",
                            "ops message.cancel " + mail + " done 200",
                            "ops message.reschedule " + mail + " done 200",
                            "ops provider.test ses sent 200",
                            "ops provider.resume ses up 200",
                            "ops provider.rest ses resting 200",
                            "ops webhook.remove " + hook + " done 204",
                            "ops webhook.rotate " + hook + " done 200",
                            "ops webhook.secret " + hook + " done 200",
                            "ops webhook.change " + hook + " done 200",
                            "ops webhook.add " + hook + " done 201",
                            "ops suppression.remove - done 200",
                            "ops suppression.add - done 200",
                            "ops key.revoke " + key + " done 204",
                            "ops key.create " + key + " created 201");
            assertThat(audit.text()).doesNotContain("@", "told by", "whsec", "msk_", "https");
        }
    }

    @Test
    void recordsWhatWasRefused() {
        try (TestDaemon daemon = start()) {
            assertThat(TestKeys.call(daemon, "shop-key", "POST", "/keys", "{\"name\": \"x\"}")
                            .status())
                    .isEqualTo(403);
            assertThat(TestKeys.call(daemon, "shop-key", "POST", "/providers/ann@example.com/rest", "")
                            .status())
                    .isEqualTo(403);
            assertThat(TestKeys.call(daemon, "no-key", "POST", "/keys", "{}").status())
                    .isEqualTo(401);
            TestKeys.call(daemon, "no-key", "POST", "/send", "{}");
            TestKeys.call(daemon, "no-key", "GET", "/messages", "");
            TestKeys.call(daemon, "no-key", "POST", "/no/such/path", "{}");
            assertThat(TestKeys.call(daemon, "shop-key", "GET", "/audit", "").status())
                    .isEqualTo(403);

            assertThat(lines(call(daemon, "GET", "/audit", "")))
                    .containsExactly(
                            "- key.create - refused 401",
                            "shop provider.rest - refused 403",
                            "shop key.create - refused 403");
        }
    }

    /** BookStackApp/BookStack#3211, and carlos-emr/carlos#2349, which left no trace of failed sign-ins at all. */
    @Test
    void strangersCannotFillIt() {
        try (TestDaemon daemon = start()) {
            for (int i = 0; i < 300; i++) {
                TestKeys.call(daemon, "no-key", "POST", "/keys", "{}", "X-Forwarded-For", "192.0.2." + i % 250);
            }
            assertThat(lines(call(daemon, "GET", "/audit?limit=1000", "")))
                    .hasSizeBetween(1, RefusalLimit.PER_HOUR + 1)
                    .containsOnly("- key.create - refused 401");
            assertThat(call(daemon, "GET", "/prometheus", "").text())
                    .containsPattern("mail_sender_audit_entries_total\\{result=\"limited\"\\} 2[34]");
        }
    }

    /** openemr/openemr#11915: only a trusted proxy names the client. */
    @Test
    void namesTheClientBehindATrustedProxy() {
        try (TestDaemon daemon = start()) {
            TestKeys.call(daemon, "ops-key", "POST", "/providers/ses/rest", "", "X-Forwarded-For", "192.0.2.77");
            assertThat(call(daemon, "GET", "/audit", "").text()).contains("\"client\":\"192.0.2.77\"");
        }
    }

    @Test
    void recordsSignInsAndTheUserWhomTheProxyNames() {
        try (TestDaemon daemon = start()) {
            assertThat(form(daemon, "/console/sign-in", "key=wrong-key", "").status())
                    .isEqualTo(401);
            Answer signedIn = form(daemon, "/console/sign-in", "key=ops-key", "");
            assertThat(signedIn.status()).isEqualTo(303);
            String cookie = signedIn.header("set-cookie").split(";")[0];
            Answer named = daemon.send(daemon.request("/console/sign-out")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Sec-Fetch-Site", "same-origin")
                    .header("X-User", "eve\u00e9@example.com")
                    .POST(BodyPublishers.ofString("")));
            assertThat(named.status()).isEqualTo(303);
            daemon.send(daemon.request("/console/sign-out")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Sec-Fetch-Site", "cross-site")
                    .header("Cookie", cookie)
                    .POST(BodyPublishers.ofString("")));

            Answer audit = call(daemon, "GET", "/audit", "");
            assertThat(lines(audit))
                    .containsExactly(
                            "- console.sign-out - refused 403",
                            "ops console.sign-out - done 303",
                            "ops console.sign-in - done 303",
                            "- console.sign-in - refused 401");
            assertThat(audit.json().get("entries").get(1).get("user").getStringValue())
                    .startsWith("eve");
        }
    }

    @Test
    void filtersAndPages() {
        try (TestDaemon daemon = start()) {
            for (int i = 0; i < 3; i++) {
                call(daemon, "POST", "/providers/ses/rest", "");
                call(daemon, "POST", "/providers/mailgun/rest", "");
            }
            assertThat(lines(call(daemon, "GET", "/audit?target=ses", ""))).hasSize(3);
            assertThat(lines(call(daemon, "GET", "/audit?key=shop", ""))).isEmpty();
            assertThat(lines(call(daemon, "GET", "/audit?action=provider.rest&key=ops", "")))
                    .hasSize(6);
            assertThat(lines(call(daemon, "GET", "/audit?since=2099-01-01T00:00:00Z", "")))
                    .isEmpty();
            assertThat(lines(call(daemon, "GET", "/audit?until=2099-01-01T00:00:00Z", "")))
                    .hasSize(6);

            List<String> seen = new ArrayList<>();
            String cursor = "";
            for (int i = 0; i < 2; i++) {
                Answer page = call(daemon, "GET", "/audit?limit=3" + cursor, "");
                page.json()
                        .get("entries")
                        .values()
                        .forEach(entry -> seen.add(entry.get("id").getStringValue()));
                JsonNode next = page.json().get("next");
                cursor = next == null ? "" : "&cursor=" + next.getStringValue();
            }
            assertThat(cursor).isEmpty();
            assertThat(seen).hasSize(6).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "cursor=x",
                "since=yesterday",
                "until=2020-01-01",
                "target=ann@example.com",
                "action=%0a",
                "key=",
                "key=%0a",
                "status=401"
            })
    void refusesWhatIsWrong(String query) {
        try (TestDaemon daemon = start()) {
            Answer answer = call(daemon, "GET", "/audit?" + query, "");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains(query.substring(0, query.indexOf('=')));
        }
    }

    @Test
    void saysThatItNeedsAStore() {
        try (TestDaemon daemon = TestDaemon.with(new ScriptedProvider("ses"))) {
            Answer answer = daemon.get("/audit");
            assertThat(answer.status()).isEqualTo(501);
            assertThat(answer.text()).contains("logging.audit-file");
            assertThat(daemon.post("/providers/ses/rest", "{}").status()).isEqualTo(200);
        }
    }

    @Test
    void theRetentionDeletesIt() throws Exception {
        try (TestDaemon daemon = start()) {
            call(daemon, "POST", "/providers/ses/rest", "");
            call(daemon, "POST", "/providers/ses/resume", "");
            sql("UPDATE audit SET id = '00' || substr(id, 3) WHERE action = 'provider.rest'");
            daemon.context().getBean(Retention.class).purge();
            await().until(() ->
                    lines(call(daemon, "GET", "/audit", "")).equals(List.of("ops provider.resume ses up 200")));
        }
    }

    /** The change was made, so its answer says so; the loss of the entry is loud. */
    @Test
    void aLostEntryIsCounted() throws Exception {
        try (TestDaemon daemon = start()) {
            sql("DROP TABLE audit");
            assertThat(call(daemon, "POST", "/providers/ses/rest", "").status()).isEqualTo(200);
            assertThat(call(daemon, "GET", "/prometheus", "").text())
                    .contains("mail_sender_audit_entries_total{result=\"failed\"} 1.0");
            assertThat(call(daemon, "GET", "/audit", "").status()).isEqualTo(503);
        }
    }

    @Test
    void aSecretWhoseLookCannotBeRecordedIsNotShown() throws Exception {
        try (TestDaemon daemon = start()) {
            String hook = id(call(daemon, "POST", "/webhooks", "{\"url\": \"https://example.com/hook\"}"));
            sql("DROP TABLE audit");
            Answer answer = call(daemon, "GET", "/webhooks/" + hook + "/secret", "");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).contains("recorded").doesNotContain("whsec");
        }
    }

    private void sql(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mail.db"));
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static Answer form(TestDaemon daemon, String path, String body, String cookie) {
        var request = daemon.request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString(body));
        return daemon.send(cookie.isEmpty() ? request : request.header("Cookie", cookie));
    }

    private static Answer call(TestDaemon daemon, String method, String path, String body) {
        return TestKeys.call(daemon, "ops-key", method, path, body);
    }

    private static String id(Answer answer) {
        return answer.json().get("id").getStringValue();
    }

    private static List<String> lines(Answer audit) {
        List<String> lines = new ArrayList<>();
        for (JsonNode entry : audit.json().get("entries").values()) {
            lines.add(String.join(
                    " ",
                    text(entry, "key"),
                    text(entry, "action"),
                    text(entry, "target"),
                    text(entry, "outcome"),
                    String.valueOf(entry.get("status").getIntValue())));
        }
        return lines;
    }

    private static String text(JsonNode entry, String field) {
        JsonNode value = entry.get(field);
        return value == null ? "-" : value.getStringValue();
    }
}
