package io.mailsender.console;

import static io.mailsender.console.screen.ConsoleClient.HOSTILE;
import static io.mailsender.console.screen.ConsoleClient.assertEscaped;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.console.screen.ConsoleClient;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.micronaut.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input that no page makes has an answer that a person can read, and is never an error of the daemon. */
class GarbageTest {

    private static final List<String> NAMES = List.of(
            "status",
            "recipient",
            "recipient_state",
            "tag",
            "message_id",
            "provider_message_id",
            "subject",
            "provider",
            "key",
            "possible_duplicate",
            "since",
            "until",
            "cursor",
            "after",
            "text",
            "state",
            "done",
            "to",
            "show",
            "all",
            "action",
            "target",
            "address",
            "reason",
            "scope",
            "source",
            "unheard-of");
    private static final List<String> VALUES = List.of(
            "",
            " ",
            "\u0000",
            "-1",
            "99999999999999999999",
            "NaN",
            "'; DROP TABLE message; --",
            HOSTILE,
            "../../x",
            "9999-99-99T99:99",
            "+1000000000-01-01T00:00:00Z",
            "PT1H",
            "\uD83D\uDE00\u202E",
            "%",
            "cancelled-999999999999",
            "x".repeat(3_000));

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
        daemon = TestDaemon.with(settings, new ScriptedProvider("p"));
        root = ConsoleClient.of(daemon, "root");
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void inTheAddress() {
        for (String path : ConsoleRoutes.paths(daemon, HttpMethod.GET)) {
            if (path.startsWith("/console/assets")) {
                continue;
            }
            for (String value : VALUES) {
                String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
                if (value.length() < 1_000) {
                    assertReadable(
                            path,
                            NAMES.stream().map(name -> name + "=" + encoded).collect(Collectors.joining("&")));
                }
                for (String name : path.matches(".*/(messages|audit|suppressions|captured|unknown|export.csv|export)")
                        ? NAMES
                        : List.of("cursor", "after", "done", "since")) {
                    assertReadable(path, name + "=" + encoded);
                }
            }
            assertReadable(path, "status=failed&status=sent&status=failed");
            assertReadable(path, "=&&==&%00=%00");
            assertReadable(
                    path, IntStream.range(0, 500).mapToObj(i -> "a" + i + "=1").collect(Collectors.joining("&")));
        }
    }

    @Test
    void inPaths() {
        for (String template : List.of(
                "/console/messages/%s",
                "/console/messages/%s/content",
                "/console/messages/%s/files/1",
                "/console/providers/%s",
                "/console/webhooks/%s",
                "/console/captured/%s/1",
                "/console/captured/p/%s",
                "/console/assets/%s",
                "/console/%s")) {
            for (String value : List.of(
                    "%00",
                    "..%2F..%2Fetc%2Fpasswd",
                    "%2e%2e",
                    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
                    "x".repeat(2_000),
                    "%F0%9F%98%80",
                    "%C3%28",
                    "%E2%80%AE")) {
                Answer answer = root.get(template.formatted(value));
                assertThat(answer.status()).as(template + value).isIn(400, 404);
                assertEscaped(answer.text());
            }
        }
    }

    @Test
    void inForms() {
        for (String path : ConsoleRoutes.paths(daemon, HttpMethod.POST)) {
            if (path.equals("/console/sign-out") || path.equals("/console/sign-in")) {
                continue;
            }
            for (String value : VALUES) {
                Answer answer = root.post(
                        path,
                        "confirmed",
                        "yes",
                        "action",
                        "resend",
                        "id",
                        value,
                        "count",
                        value,
                        "addresses",
                        value,
                        "address",
                        value,
                        "url",
                        value,
                        "secret",
                        value,
                        "event",
                        value,
                        "name",
                        value,
                        "scope",
                        value,
                        "expires",
                        value,
                        "limit-messages",
                        value,
                        "for",
                        value,
                        "reason",
                        value,
                        "to",
                        value,
                        "send_at",
                        value,
                        "status",
                        value,
                        "csv",
                        value,
                        "provider",
                        value,
                        "since",
                        value,
                        "delivery",
                        value,
                        "key",
                        value,
                        "bulk_cursor",
                        value);
                assertThat(answer.status()).as("%s %s", path, value).isBetween(200, 499);
                assertEscaped(answer.text());
            }
            for (String body : List.of("%", "a=%zz", "&&&", "=", "confirmed=yes&confirmed=%00")) {
                Answer answer = root.with("Sec-Fetch-Site", "same-origin")
                        .send("POST", path, "application/x-www-form-urlencoded", body);
                assertThat(answer.status()).as("%s %s", path, body).isBetween(200, 499);
            }
        }
    }

    @Test
    void moreIdsThanAPageHas() {
        for (String action : List.of("resend", "cancel", "sent", "failed")) {
            String[] fields = new String[20_004];
            for (int i = 0; i < 20_000; i += 2) {
                fields[i] = "id";
                fields[i + 1] = String.format("%032x", i);
            }
            fields[20_000] = "action";
            fields[20_001] = action;
            fields[20_002] = "count";
            fields[20_003] = "10000";
            Answer answer = root.post("/console/messages/bulk", fields);
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.text()).contains("more than 1000 fields");
        }
    }

    private void assertReadable(String path, String query) {
        Answer answer = root.get(path + "?" + query);
        String where = path + "?" + (query.length() > 300 ? query.substring(0, 300) : query);
        assertThat(answer.status()).as(where).isBetween(200, 499);
        assertEscaped(answer.text());
        if (answer.status() >= 400) {
            assertThat(answer.header("Content-Type")).as(where).isEqualTo("text/html; charset=utf-8");
            assertThat(answer.text()).as(where).contains("<h1>");
        }
    }
}
