package io.mailsender.console.screen;

import static io.mailsender.console.screen.ConsoleClient.HOSTILE;
import static io.mailsender.console.screen.ConsoleClient.assertEscaped;
import static io.mailsender.console.screen.ConsoleClient.assertRefused;
import static io.mailsender.console.screen.ConsoleClient.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyScreenTest {

    private static final String LIST = "/console/keys";

    @TempDir
    Path directory;

    private TestDaemon daemon;
    private ConsoleClient root;

    @BeforeEach
    void start() {
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put(
                "api-keys",
                ConsoleClient.keys(Map.of(
                        "root", List.of("read", "send", "admin"),
                        "shop", List.of("read", "send"))));
        daemon = TestDaemon.with(settings, new ScriptedProvider("p"));
        root = ConsoleClient.of(daemon, "root");
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    @Test
    void aKeyIsShownOnceAndRevoked() {
        Answer created = root.post(
                LIST + "/create",
                "name",
                "billing-app",
                "scope",
                "read",
                "scope",
                "send",
                "domains",
                "example.com\nexample.org",
                "routes",
                "",
                "limit-messages",
                "100/h",
                "limit-requests",
                "",
                "expires",
                "2999-12-31");

        assertThat(created.status()).as(created.text()).isEqualTo(200);
        assertThat(created.header("Cache-Control")).contains("no-store");
        assertThat(created.header("Location")).isEmpty();
        String key = found("<code id=\"secret\">(msk_[a-z0-9_]+)</code>", created.text());
        assertThat(TestKeys.call(daemon, key, "GET", "/providers", "").status()).isEqualTo(200);
        String list = root.page(LIST);
        assertThat(list)
                .contains("billing-app", "example.com, example.org", "100/h messages", "2999-12-31T00:00:00Z")
                .contains("root", "in the configuration")
                .doesNotContain(key);
        String revoke = found("action=\"(keys/[a-z0-9]+/revoke)\"", list);

        Answer question = root.post("/console/" + revoke);
        assertThat(question.text()).contains("Revoke the key of billing-app", "name=\"confirmed\"");
        assertThat(TestKeys.call(daemon, key, "GET", "/providers", "").status()).isEqualTo(200);

        assertThat(location(root.post("/console/" + revoke, "confirmed", "yes")))
                .isEqualTo("../../keys?done=revoked");
        assertThat(TestKeys.call(daemon, key, "GET", "/providers", "").status()).isEqualTo(401);
        assertThat(root.page(LIST)).doesNotContain("billing-app");
        assertThat(root.page(LIST + "?all=yes"))
                .contains("billing-app", "badge revoked")
                .doesNotContain("/revoke\"");
    }

    @Test
    void aSuccessorTakesWhatIsLeftOut() {
        root.post(LIST + "/create", "name", "app", "scope", "events", "domains", "example.com");

        Answer successor = root.post(LIST + "/create", "name", "app", "domains", "", "limit-messages", "");

        assertThat(successor.text()).contains("<dd>events</dd>", "<dd>example.com</dd>");
        Answer third = root.post(LIST + "/create", "name", "app");
        assertThat(third.status()).isEqualTo(409);
        assertThat(third.text()).contains("already has 2 live keys");
    }

    @Test
    void onlyTheScopeAdminSeesThem() {
        ConsoleClient shop = ConsoleClient.of(daemon, "shop");

        assertRefused(shop.get(LIST));
        assertRefused(shop.post(LIST + "/create", "name", "x", "scope", "admin"));
        assertRefused(shop.post(LIST + "/abcdefghijkl/revoke", "confirmed", "yes"));
        assertThat(shop.page("/console/providers")).doesNotContain("href=\"keys\"");
        assertRefused(root.postFromElsewhere(LIST + "/create", "name", "x"));
        assertRefused(root.postFromElsewhere(LIST + "/abcdefghijkl/revoke", "confirmed", "yes"));
        assertThat(root.page(LIST + "?all=yes")).doesNotContain("/revoke\"");
    }

    @Test
    void whatIsWrongIsToldAsText() {
        for (String field : List.of("name", "scope", "domains", "routes", "expires", "limit-messages")) {
            Answer answer = field.equals("name")
                    ? root.post(LIST + "/create", "name", HOSTILE)
                    : root.post(LIST + "/create", "name", "app", field, HOSTILE);
            assertThat(answer.status()).as(field).isEqualTo(400);
            assertEscaped(answer.text());
        }
        assertThat(root.post(LIST + "/create", "name", "app", "scope", "<b>x</b>")
                        .text())
                .contains("&lt;b&gt;x&lt;/b&gt; is not a scope");
        assertThat(root.post(LIST + "/create", "name", "root").status()).isEqualTo(409);
        assertThat(root.post(LIST + "/abcdefghijkl/revoke", "confirmed", "yes").status())
                .isEqualTo(404);
        Answer unknown = root.post(LIST + "/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E/revoke");
        assertThat(unknown.status()).isEqualTo(404);
        assertEscaped(unknown.text());
        assertThat(root.get(LIST + "?after=x").status()).isEqualTo(400);
        assertThat(root.page(LIST)).doesNotContain("/revoke\"");
    }

    @Test
    void withoutAStoreTheyAreInTheConfiguration() {
        try (TestDaemon other = TestDaemon.with(
                Map.of("api-keys", ConsoleClient.keys(Map.of("root", List.of("read", "admin")))),
                new ScriptedProvider("p"))) {
            ConsoleClient visitor = ConsoleClient.of(other, "root");
            assertThat(visitor.page(LIST)).contains("store.kind").doesNotContain("keys/create");
            assertThat(visitor.post(LIST + "/create", "name", "app").status()).isEqualTo(501);
        }
    }
}
