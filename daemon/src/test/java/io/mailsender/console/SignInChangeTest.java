package io.mailsender.console;

import static io.mailsender.console.screen.ConsoleClient.assertRefused;
import static io.mailsender.console.screen.ConsoleClient.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.console.screen.ConsoleClient;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in again, with another key or after the key has lost a scope, and where it leads. */
class SignInChangeTest {

    @TempDir
    Path directory;

    private TestDaemon start(Map<String, List<String>> keys) {
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put("api-keys", ConsoleClient.keys(keys));
        return TestDaemon.with(settings, new ScriptedProvider("p"));
    }

    /** Otherwise the old one would live on, without a browser that could end it. */
    @Test
    void signingInWithAnotherKeyEndsTheSessionBefore() {
        try (TestDaemon daemon = start(Map.of("root", List.of("read", "admin"), "viewer", List.of("read")))) {
            ConsoleClient root = ConsoleClient.of(daemon, "root");
            ConsoleClient elsewhere = ConsoleClient.of(daemon, "root");

            Answer wrong = root.post("/console/sign-in", "key", "wrong");
            assertThat(wrong.status()).isEqualTo(401);
            root.page("/console/keys");

            Answer answer = root.post("/console/sign-in", "key", "viewer");
            assertRefused(root.after(answer).get("/console/keys"));
            assertThat(location(root.get("/console/"))).isEqualTo("./sign-in");
            elsewhere.page("/console/keys");
        }
    }

    @Test
    void whoseKeyHasLostItsScopeSeesNothingAndCanSignOut() {
        ConsoleClient before;
        try (TestDaemon daemon = start(Map.of("root", List.of("read", "admin"), "shop", List.of("read", "send")))) {
            before = ConsoleClient.of(daemon, "shop");
            before.page("/console/");
        }
        try (TestDaemon daemon = start(Map.of("root", List.of("read", "admin"), "shop", List.of("send")))) {
            ConsoleClient shop = before.at(daemon);
            Answer page = shop.get("/console/");
            assertRefused(page);
            assertThat(page.text()).contains("lacks the scope read", "Sign out").doesNotContain("href=\"./messages\"");

            assertThat(location(shop.post("/console/sign-out"))).isEqualTo("sign-in");
            assertThat(location(shop.get("/console/"))).isEqualTo("./sign-in");
            assertThat(shop.page("/console/sign-in")).contains("name=\"key\"");
        }
    }

    /** Below the console, and not only on this host, which may serve other things. */
    @Test
    void itLeadsToPagesOfTheConsoleOnly() {
        try (TestDaemon daemon = start(Map.of("root", List.of("read", "admin")))) {
            ConsoleClient stranger = ConsoleClient.stranger(daemon);
            for (String to : List.of(
                    "a/../../swagger-ui/",
                    "a/..",
                    "a/../..//evil.example/",
                    "a/%2e%2e/%2E%2e/other",
                    "a/.%2e/../x?b",
                    "messages/./../../x")) {
                assertThat(location(stranger.post("/console/sign-in", "key", "root", "to", to)))
                        .as(to)
                        .isEqualTo("./");
                assertThat(stranger.page("/console/sign-in?to=" + to.replace("%", "%25")))
                        .contains("name=\"to\" value=\"\"");
            }
            for (String to : List.of("messages?subject=..", "providers/a..b", "messages?subject=/../x")) {
                assertThat(location(stranger.post("/console/sign-in", "key", "root", "to", to)))
                        .isEqualTo("./" + to);
            }
        }
    }
}
