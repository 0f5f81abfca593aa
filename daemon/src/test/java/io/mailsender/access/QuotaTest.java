package io.mailsender.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quotas of API keys. */
class QuotaTest {

    private static final String MAIL = "{\"to\": [\"ann@example.com\"]}";
    private static final String TO_TWO = "{\"to\": [\"ann@example.com\", \"bob@example.com\"]}";

    @Test
    void limitsMessages() {
        try (TestDaemon daemon = daemon(Map.of("messages", "2/d"))) {
            assertThat(send(daemon, MAIL).header("RateLimit-Policy")).isEqualTo("\"messages\";q=2;w=86400");
            Answer second = send(daemon, MAIL);
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.header("RateLimit")).matches("\"messages\";r=0;t=86[34]\\d\\d");

            Answer third = send(daemon, MAIL);
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.text()).contains("messages");
            assertThat(Long.parseLong(third.header("Retry-After"))).isBetween(43_000L, 43_200L);
            assertThat(get(daemon, "/providers").status()).isEqualTo(200);
            assertThat(get(daemon, "/prometheus").text())
                    .containsPattern(
                            "mail_sender_requests_over_limit_total\\{[^}]*key=\"shop\",limit=\"messages\"[^}]*} 1");
        }
    }

    @Test
    void limitsRecipientsAndDoesNotCountARefusedMessage() {
        try (TestDaemon daemon = daemon(Map.of("messages", "2/d", "recipients", "3/d"))) {
            assertThat(send(daemon, TO_TWO).status()).isEqualTo(200);
            Answer refused = send(daemon, TO_TWO);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).contains("recipients");
            assertThat(send(daemon, MAIL).status()).isEqualTo(200);
        }
    }

    @Test
    void refusesMoreThanTheWholeQuotaWithoutRetryAfter() {
        try (TestDaemon daemon = daemon(Map.of("recipients", "1/h"))) {
            Answer refused = send(daemon, TO_TWO);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.header("Retry-After")).isEmpty();
        }
    }

    @Test
    void countsAResend(@TempDir Path directory) {
        Map<String, Object> properties = TestDaemon.sqlite(directory);
        properties.put(
                "api-keys", Map.of("shop", Map.of("hash", TestKeys.hash("shop"), "limits", Map.of("messages", "2/d"))));
        try (TestDaemon daemon = TestDaemon.with(properties, new ScriptedProvider("p"))) {
            String id = TestKeys.call(daemon, "shop", "POST", "/send", MAIL, "Prefer", "respond-async")
                    .json()
                    .get("id")
                    .getStringValue();
            String resend = "/messages/" + id + "/resend";
            assertThat(TestKeys.call(daemon, "shop", "POST", resend, "").status())
                    .isEqualTo(409);
            assertThat(TestKeys.call(daemon, "shop", "POST", resend, "").status())
                    .isEqualTo(429);
        }
    }

    @Test
    void limitsRequests() {
        try (TestDaemon daemon = daemon(Map.of("requests", "2/h"))) {
            assertThat(get(daemon, "/providers").status()).isEqualTo(200);
            assertThat(get(daemon, "/nothing").status()).isEqualTo(404);
            Answer third = get(daemon, "/providers");
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.header("RateLimit")).startsWith("\"requests\";r=0;t=");
        }
    }

    @Test
    void limitsValidations() {
        try (TestDaemon daemon = daemon(Map.of("validations", "2/h"))) {
            assertThat(get(daemon, "/validation/ann@example.com").status()).isEqualTo(200);
            assertThat(TestKeys.call(daemon, "shop", "POST", "/validation/ann@example.com", "")
                            .status())
                    .isEqualTo(200);
            assertThat(get(daemon, "/validation/bob@example.com").status()).isEqualTo(429);
        }
    }

    @Test
    void sendsNoHeadersWithoutAQuota() {
        try (TestDaemon daemon = daemon(Map.of())) {
            assertThat(send(daemon, MAIL).header("RateLimit")).isEmpty();
        }
    }

    private static TestDaemon daemon(Map<String, String> limits) {
        return TestDaemon.with(
                Map.of("api-keys", Map.of("shop", Map.of("hash", TestKeys.hash("shop"), "limits", limits))),
                new ScriptedProvider("p"));
    }

    private static Answer send(TestDaemon daemon, String mail) {
        return TestKeys.call(daemon, "shop", "POST", "/send", mail);
    }

    private static Answer get(TestDaemon daemon, String path) {
        return TestKeys.call(daemon, "shop", "GET", path, "");
    }
}
