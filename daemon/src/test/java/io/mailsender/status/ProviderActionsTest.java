package io.mailsender.status;

import static io.mailsender.testing.Outcomes.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestPostgresql;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers that rest by hand, and tests of one provider, over the API. */
class ProviderActionsTest {

    private static final String MAIL = "{\"to\": [\"ann@example.com\"]}";

    private final ScriptedProvider first = new ScriptedProvider("first");
    private final ScriptedProvider second = new ScriptedProvider("second");

    @TempDir
    Path directory;

    @Test
    void restsAndResumesWithoutAStore() {
        try (TestDaemon daemon = TestDaemon.with(first, second)) {
            Answer rest = daemon.post("/providers/first/rest", "{\"reason\": \"maintenance\"}");
            assertThat(rest.status()).isEqualTo(200);
            assertThat(rest.json().get("health").getStringValue()).isEqualTo("resting");
            assertThat(rest.json().get("rest").get("reason").getStringValue()).isEqualTo("maintenance");
            assertThat(rest.json().get("rests_until")).isNull();
            assertThat(daemon.get("/prometheus").text())
                    .contains("mail_sender_provider_resting{provider=\"first\"} 1.0");
            assertThat(usedBy(daemon)).isEqualTo("second");

            daemon.post("/providers/second/rest", "{\"until\": \"2099-01-01T00:00:00Z\"}");
            Answer nobody = daemon.post("/send", MAIL);
            assertThat(nobody.status()).isEqualTo(503);
            assertThat(nobody.text()).contains("lets these providers rest: first, second until 2099-01-01T00:00:00Z");

            assertThat(test(daemon, "first").json().get("status").getStringValue())
                    .isEqualTo("sent");
            assertThat(daemon.post("/providers/first/resume", "{}")
                            .json()
                            .get("health")
                            .getStringValue())
                    .isEqualTo("up");
            assertThat(usedBy(daemon)).isEqualTo("first");
        }
    }

    @Test
    void refusesWhatIsWrong() {
        try (TestDaemon daemon = TestDaemon.with(first)) {
            assertThat(daemon.post("/providers/third/rest", "{}").status()).isEqualTo(404);
            assertThat(daemon.post("/providers/third/resume", "{}").status()).isEqualTo(404);
            assertThat(daemon.post("/providers/first/rest", "{\"until\": \"2020-01-01T00:00:00Z\"}")
                            .text())
                    .contains("until", "must be in the future");
            assertThat(daemon.post("/providers/first/rest", "{\"reason\": \"a\\nb\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(daemon.post("/providers/first/test", "{}").status()).isEqualTo(400);
            assertThat(daemon.post("/providers/first/test", "{\"to\": \"nobody\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(first.calls()).isEmpty();
        }
    }

    @Test
    void aRestOutlastsARestartAndATestIsOnRecord() {
        try (TestDaemon daemon = TestDaemon.with(TestDaemon.sqlite(directory), first, second)) {
            assertThat(daemon.post("/providers/first/rest", "{}").status()).isEqualTo(200);
        }
        try (TestDaemon daemon = TestDaemon.with(TestDaemon.sqlite(directory), first, second)) {
            assertThat(usedBy(daemon)).isEqualTo("second");
            first.answers(REJECTED);

            Answer test = test(daemon, "first");

            assertThat(test.status()).isEqualTo(200);
            assertThat(test.json().get("status").getStringValue()).isEqualTo("rejected");
            assertThat(test.json().get("attempts").get(0).get("provider").getStringValue())
                    .isEqualTo("first");
            Answer stored = daemon.get("/messages/" + test.json().get("id").getStringValue());
            assertThat(stored.json().get("status").getStringValue()).isEqualTo("rejected");
            assertThat(stored.text()).contains("\"test\"");
            assertThat(second.calls()).hasSize(1);
        }
    }

    @Test
    void aQueuedMessageWaitsForTheRestToEnd() {
        try (TestDaemon daemon = TestDaemon.with(TestDaemon.sqlite(directory), first)) {
            daemon.post(
                    "/providers/first/rest",
                    "{\"until\": \"" + java.time.Instant.now().plusSeconds(3) + "\"}");
            Answer accepted = daemon.send(daemon.request("/send")
                    .header("Content-Type", "application/json")
                    .header("Prefer", "respond-async")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(MAIL)));
            assertThat(accepted.status()).isEqualTo(202);
            String id = accepted.json().get("id").getStringValue();
            await().atMost(java.time.Duration.ofMinutes(1))
                    .until(() -> daemon.get("/messages/" + id)
                            .json()
                            .get("status")
                            .getStringValue()
                            .equals("sent"));
        }
    }

    @Test
    void twoDaemonsShareARestByHandAndItsEnd() throws Exception {
        ScriptedProvider there = new ScriptedProvider("first");
        ScriptedProvider next = new ScriptedProvider("second");
        try (TestPostgresql database = TestPostgresql.start()) {
            Map<String, Object> settings = Map.of("store.kind", "postgresql", "store.url", database.url());
            try (TestDaemon one = TestDaemon.with(settings, first, second);
                    TestDaemon other = TestDaemon.with(settings, there, next)) {
                one.post("/providers/first/rest", "{}");
                await().until(() -> health(other).equals("resting"));
                assertThat(usedBy(other)).isEqualTo("second");
            }
            try (TestDaemon one = TestDaemon.with(settings, first, second);
                    TestDaemon other = TestDaemon.with(settings, there, next)) {
                assertThat(usedBy(one)).isEqualTo("second");
                assertThat(usedBy(other)).isEqualTo("second");
                assertThat(first.calls()).isEmpty();
                assertThat(there.calls()).isEmpty();

                other.post("/providers/first/resume", "{}");
                await().until(() -> health(one).equals("up"));
                assertThat(usedBy(one)).isEqualTo("first");
            }
        }
    }

    private static Answer test(TestDaemon daemon, String provider) {
        return daemon.post("/providers/" + provider + "/test", "{\"to\": \"ann@example.com\"}");
    }

    private static String usedBy(TestDaemon daemon) {
        return daemon.post("/send", MAIL).json().get("provider_used").getStringValue();
    }

    private static String health(TestDaemon daemon) {
        return daemon.get("/providers")
                .json()
                .get("providers")
                .get(0)
                .get("health")
                .getStringValue();
    }
}
