package io.mailsender.submission;

import static io.mailsender.testing.Outcomes.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes as callers see them. */
class RoutesApiTest {

    private static final String MAIL = "{\"to\":[\"ann@example.com\"]%s}";

    @TempDir
    Path directory;

    private final ScriptedProvider main = new ScriptedProvider("main");
    private final ScriptedProvider marketing = new ScriptedProvider("marketing");
    private final ScriptedProvider resets = new ScriptedProvider("resets");

    @Test
    void aRuleChoosesTheRoute() {
        try (TestDaemon daemon = daemon(Map.of())) {
            assertThat(used(send(daemon, "shop", ""))).isEqualTo("main");
            assertThat(used(send(daemon, "shop", ",\"tags\":[\"newsletter\"]"))).isEqualTo("marketing");
            assertThat(used(send(daemon, "shop", ",\"priority\":\"high\",\"tags\":[\"newsletter\"]")))
                    .as("the first route that matches")
                    .isEqualTo("resets");
            assertThat(used(send(daemon, "crm", ",\"priority\":\"high\"")))
                    .as("the rule is for another key")
                    .isEqualTo("main");
        }
    }

    @Test
    void aMessageMayNameARouteThatItsKeyAllows() {
        try (TestDaemon daemon = daemon(Map.of())) {
            assertThat(used(send(daemon, "crm", ",\"route\":\"news\""))).isEqualTo("marketing");
            assertThat(used(send(daemon, "any", ",\"route\":\"reset\""))).isEqualTo("resets");

            assertThat(problem(send(daemon, "crm", ",\"route\":\"reset\"")))
                    .contains("must be a route that this API key may name: news\"")
                    .isEqualTo(problem(send(daemon, "crm", ",\"route\":\"nowhere\"")));
            assertThat(problem(send(daemon, "shop", ",\"route\":\"news\"")))
                    .contains("must be omitted: this daemon has no route that this API key may name")
                    .doesNotContain("news");
            assertThat(marketing.calls()).hasSize(1);
        }
    }

    @Test
    void aBatchNamesARouteForEachMessage() {
        Map<String, Object> store = TestDaemon.sqlite(directory);
        try (TestDaemon daemon = daemon(store)) {
            Answer answer = TestKeys.call(
                    daemon,
                    "crm",
                    "POST",
                    "/send/batch",
                    "{\"messages\":[" + MAIL.formatted(",\"route\":\"news\"") + "," + MAIL.formatted("") + ","
                            + MAIL.formatted(",\"route\":\"reset\"") + "]}");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains("\"field\":\"route\"");
            await().untilAsserted(() -> assertThat(marketing.calls()).hasSize(1));
            await().untilAsserted(() -> assertThat(main.calls()).hasSize(1));
            assertThat(resets.calls()).isEmpty();
        }
    }

    @Test
    void providersShowTheRoutesThatAKeyMayName() {
        Map<String, Object> weights = new LinkedHashMap<>();
        weights.put("marketing", "75");
        weights.put("main", "25");
        try (TestDaemon daemon = daemon(Map.of(), Map.of("weights", weights))) {
            assertThat(providers(daemon, "shop")).doesNotContain("\"routes\"");
            assertThat(providers(daemon, "crm"))
                    .contains("\"routes\":[{\"name\":\"news\",\"providers\":"
                            + "[{\"provider\":\"marketing\",\"share\":0.75},{\"provider\":\"main\",\"share\":0.25}]}]");
            assertThat(providers(daemon, "admin"))
                    .contains("{\"name\":\"reset\",\"providers\":[{\"provider\":\"resets\"}]}")
                    .contains("\"name\":\"news\"");
        }
    }

    @Test
    void metricsCountByRoute() {
        try (TestDaemon daemon = daemon(Map.of())) {
            send(daemon, "crm", "");
            send(daemon, "any", ",\"route\":\"reset\"");

            assertThat(TestKeys.call(daemon, "admin", "GET", "/prometheus", "").text())
                    .contains("mail_sender_messages_total{route=\"default\",status=\"sent\"} 1.0")
                    .contains("mail_sender_messages_total{route=\"reset\",status=\"sent\"} 1.0")
                    .contains("mail_sender_provider_slow{provider=\"resets\"} 0.0");
        }
    }

    @Test
    void aWaitingMessageKeepsItsRouteOrIsRoutedAgain() {
        Map<String, Object> store = TestDaemon.sqlite(directory);
        store.put("retry.delay", "1s");
        store.put("queue.poll", "100ms");
        try (TestDaemon daemon = daemon(store)) {
            resets.answers(UNREACHABLE);
            marketing.answers(UNREACHABLE);
            queue(daemon, "any", ",\"route\":\"reset\"");
            await().untilAsserted(() -> assertThat(resets.calls()).hasSize(1));
            queue(daemon, "shop", ",\"tags\":[\"newsletter\"]");
            await().untilAsserted(() -> assertThat(marketing.calls()).hasSize(1));
        }
        ScriptedProvider keptBy = new ScriptedProvider("kept");
        ScriptedProvider routedBy = new ScriptedProvider("routed");
        ScriptedProvider other = new ScriptedProvider("other");
        Map<String, Object> routes = new LinkedHashMap<>();
        routes.put("reset", Map.of("order", "kept"));
        routes.put("renamed", Map.of("match", Map.of("api-keys", "shop"), "order", "routed"));
        Map<String, Object> changed = new HashMap<>(store);
        changed.putAll(Map.of("order", List.of("other"), "routes", routes, "api-keys", keys()));
        try (TestDaemon daemon = TestDaemon.of(changed, keptBy, routedBy, other)) {
            await().untilAsserted(() -> assertThat(keptBy.calls()).hasSize(1));
            await().untilAsserted(() -> assertThat(routedBy.calls()).hasSize(1));
            assertThat(routedBy.calls().get(0).message().extras().tags()).containsExactly("newsletter");
            assertThat(other.calls()).isEmpty();
        }
    }

    private TestDaemon daemon(Map<String, Object> more) {
        return daemon(more, Map.of("order", "marketing"));
    }

    /** @param chain of the route {@code news} */
    private TestDaemon daemon(Map<String, Object> more, Map<String, Object> chain) {
        Map<String, Object> routes = new LinkedHashMap<>();
        routes.put(
                "reset",
                Map.of("match", Map.of("api-keys", List.of("shop"), "priorities", List.of("high")), "order", "resets"));
        Map<String, Object> news = new HashMap<>(chain);
        news.put("match", Map.of("tags", List.of("newsletter")));
        routes.put("news", news);
        Map<String, Object> all = new HashMap<>(more);
        all.put("order", List.of("main"));
        all.put("routes", routes);
        all.put("api-keys", keys());
        return TestDaemon.of(all, main, marketing, resets);
    }

    private static Map<String, Object> keys() {
        return Map.of(
                "shop",
                TestKeys.hash("shop"),
                "crm",
                Map.of("hash", TestKeys.hash("crm"), "routes", List.of("news")),
                "any",
                Map.of("hash", TestKeys.hash("any"), "routes", "*"),
                "admin",
                Map.of("hash", TestKeys.hash("admin"), "scopes", List.of("admin", "read")));
    }

    private static Answer send(TestDaemon daemon, String key, String fields) {
        return TestKeys.call(daemon, key, "POST", "/send", MAIL.formatted(fields));
    }

    private static void queue(TestDaemon daemon, String key, String fields) {
        assertThat(TestKeys.call(daemon, key, "POST", "/send", MAIL.formatted(fields), "Prefer", "respond-async")
                        .status())
                .isEqualTo(202);
    }

    private static String providers(TestDaemon daemon, String key) {
        return TestKeys.call(daemon, key, "GET", "/providers", "").text();
    }

    private static String used(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().get("provider_used").getStringValue();
    }

    private static String problem(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        return answer.text();
    }
}
