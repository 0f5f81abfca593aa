package io.mailsender.console;

import static io.mailsender.console.screen.ConsoleClient.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.console.screen.ConsoleClient;
import io.mailsender.http.Sha256;
import io.mailsender.testing.Patience;
import io.mailsender.testing.RawHttp;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a session, what the browser keeps of it, and when it ends. */
class SignInTest {

    private static final String SIGN_IN = "/console/sign-in";
    private static final String PLAIN = "mail-sender-session=";
    private static final String SECURE = "__Host-mail-sender-session=";

    @TempDir
    Path directory;

    private TestDaemon daemon;
    private ConsoleClient stranger;

    @BeforeEach
    void start() {
        daemon = daemon(Map.of());
        stranger = ConsoleClient.stranger(daemon);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private TestDaemon daemon(Map<String, Object> more) {
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put(
                "api-keys",
                ConsoleClient.keys(Map.of("root", List.of("read", "send", "admin"), "sender", List.of("send"))));
        settings.putAll(more);
        return TestDaemon.with(settings, new ScriptedProvider("p"));
    }

    @Test
    void withoutKeysItIsOpenOnLoopbackOnly() {
        try (TestDaemon open = TestDaemon.with(new ScriptedProvider("p"))) {
            assertThat(open.get("/console/providers").text())
                    .contains("<h1>Providers</h1>")
                    .doesNotContain("Sign out");
            assertThat(open.send(open.request("/console/providers").header("X-Forwarded-For", "192.0.2.1"))
                            .status())
                    .isEqualTo(403);
            assertThat(location(ConsoleClient.stranger(open).post(SIGN_IN, "key", "any")))
                    .isEqualTo("./");
        }
    }

    @Test
    void theRightKeyOpensASession() {
        Answer answer = stranger.post(SIGN_IN, "key", "root");

        assertThat(location(answer)).isEqualTo("./");
        assertThat(answer.header("Set-Cookie"))
                .matches("mail-sender-session=[A-Za-z0-9_-]{43};.*")
                .containsIgnoringCase("; HttpOnly")
                .containsIgnoringCase("; SameSite=Strict")
                .containsIgnoringCase("; Path=/")
                .doesNotContainIgnoringCase("Secure")
                .doesNotContainIgnoringCase("Domain")
                .doesNotContain("root");
        assertThat(stranger.after(answer).page("/console/")).contains("Sign out", ">root<");
    }

    @Test
    void noOtherKeyDoes() {
        for (String key : List.of("", " ", "wrong", "root ", "Root", TestKeys.hash("root"), "x".repeat(20_000))) {
            if (key.strip().equals("root")) {
                continue; // Copied with a blank.
            }
            Answer answer = stranger.post(SIGN_IN, "key", key);
            assertThat(answer.status()).as(key).isEqualTo(401);
            assertThat(answer.header("Set-Cookie")).isEmpty();
            assertThat(answer.text()).contains("This is not a valid API key");
        }
        Answer missing = stranger.post(SIGN_IN);
        assertThat(missing.status()).isEqualTo(401);
        Answer withoutScope = stranger.post(SIGN_IN, "key", "sender");
        assertThat(withoutScope.status()).isEqualTo(403);
        assertThat(withoutScope.text()).contains("lacks the scope read");
        assertThat(withoutScope.header("Set-Cookie")).isEmpty();
    }

    @Test
    void aRevokedKeyOpensNoSessionAndEndsItsOwn() {
        Answer created = TestKeys.call(daemon, "root", "POST", "/keys", "{\"name\": \"temp\", \"scopes\": [\"read\"]}");
        String key = created.json().get("key").getStringValue();
        String id = created.json().get("id").getStringValue();
        ConsoleClient temp = ConsoleClient.of(daemon, key);
        temp.page("/console/");

        assertThat(TestKeys.call(daemon, "root", "DELETE", "/keys/" + id, "").status())
                .isBetween(200, 204);

        assertThat(location(temp.get("/console/"))).isEqualTo("./sign-in");
        Answer again = stranger.post(SIGN_IN, "key", key);
        assertThat(again.status()).isEqualTo(401);
    }

    @Test
    void aKeyIsReadFromTheFormOnly() {
        for (String path : List.of("/console/?key=root", "/console/messages?key=root&api_key=root&token=root")) {
            assertThat(location(stranger.get(path))).startsWith("./sign-in");
        }
        Answer form = stranger.get(SIGN_IN + "?key=root&to=");
        assertThat(form.status()).isEqualTo(200);
        assertThat(form.header("Set-Cookie")).isEmpty();
        assertThat(form.text()).doesNotContain("root");
        assertThat(stranger.post(SIGN_IN + "?key=root").status()).isEqualTo(401);
        assertThat(location(stranger.with("Authorization", "Bearer root").get("/console/")))
                .isEqualTo("./sign-in");
        assertThat(location(stranger.withCookie(PLAIN + "root").get("/console/")))
                .isEqualTo("./sign-in");
        // And a session is none for the API.
        assertThat(ConsoleClient.of(daemon, "root").get("/messages").status()).isEqualTo(401);
    }

    @Test
    void signingOutEndsTheSessionAndNotOnlyTheCookie() {
        ConsoleClient root = ConsoleClient.of(daemon, "root");
        ConsoleClient elsewhere = ConsoleClient.of(daemon, "root");

        Answer out = root.post("/console/sign-out");

        assertThat(location(out)).isEqualTo("sign-in");
        assertThat(out.header("Set-Cookie")).startsWith(PLAIN + ";").contains("Max-Age=0");
        assertThat(location(root.get("/console/"))).isEqualTo("./sign-in");
        elsewhere.page("/console/");
    }

    @Test
    void wrongKeysAreLimitedAsInTheApi() {
        for (int i = 0; i < 20; i++) {
            assertThat(stranger.post(SIGN_IN, "key", "guess " + i).status()).isIn(401, 429);
        }
        Answer limited = stranger.post(SIGN_IN, "key", "guess");
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.text()).contains("Too many wrong keys");
        assertThat(TestKeys.call(daemon, "guess", "GET", "/messages", "").status())
                .isEqualTo(429);
        ConsoleClient.of(daemon, "root").page("/console/");
    }

    @Test
    void itLeadsOnToThePageThatWasAskedFor() {
        assertThat(location(stranger.get("/console/messages?status=failed&tag=a%20b")))
                .isEqualTo("./sign-in?to=messages%3Fstatus%3Dfailed%26tag%3Da%2520b");
        assertThat(location(stranger.get("/console/messages/1/content")))
                .isEqualTo("../../sign-in?to=messages%2F1%2Fcontent");
        assertThat(stranger.get(SIGN_IN + "?to=messages%3Fstatus%3Dfailed").text())
                .contains("value=\"messages?status=failed\"");
        assertThat(location(stranger.post(SIGN_IN, "key", "root", "to", "messages?status=failed&tag=a%20b")))
                .isEqualTo("./messages?status=failed&tag=a%20b");
    }

    @Test
    void itLeadsNowhereElse() {
        for (String to : List.of(
                "//evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "https://evil.example/x y",
                "/etc",
                "a\r\nSet-Cookie: x=y",
                "a%0d%0aSet-Cookie: x=y",
                "a%zz",
                "a%",
                "messages#x",
                "<script>",
                "\u202Ea",
                "x".repeat(5_000))) {
            Answer answer = stranger.post(SIGN_IN, "key", "root", "to", to);
            assertThat(location(answer)).as(to).isEqualTo("./");
        }
        // Below this path, whatever it looks like.
        for (String to : List.of("https://evil.example", "javascript:x", "a/..//evil.example")) {
            String location = location(stranger.post(SIGN_IN, "key", "root", "to", to));
            assertThat(daemon.uri(SIGN_IN).resolve(location).getAuthority())
                    .as(to)
                    .isEqualTo(daemon.uri("/").getAuthority());
        }
        ConsoleClient root = ConsoleClient.of(daemon, "root");
        assertThat(location(root.get(SIGN_IN + "?to=//evil.example"))).isEqualTo("./");
        assertThat(location(root.get(SIGN_IN + "?to=a%25zz"))).isEqualTo("./");
        for (String path :
                List.of("/console//evil.example", "/console/%5Cevil.example", "/console/https://evil.example")) {
            String location = location(stranger.get(path));
            assertThat(daemon.uri(path).resolve(location).getAuthority())
                    .isEqualTo(daemon.uri("/").getAuthority());
        }
    }

    @Test
    void eachSignInHasATokenOfItsOwn() {
        String planted = PLAIN + "A".repeat(43);
        Answer answer = stranger.withCookie(planted).post(SIGN_IN, "key", "root");
        assertThat(answer.header("Set-Cookie")).startsWith(PLAIN).doesNotContain("AAAAA");
        assertThat(location(stranger.withCookie(planted).get("/console/"))).isEqualTo("./sign-in");
        assertThat(ConsoleClient.of(daemon, "root").cookie())
                .isNotEqualTo(ConsoleClient.of(daemon, "root").cookie());
        for (String cookie : List.of(PLAIN, PLAIN + "x", PLAIN + "x".repeat(5_000), PLAIN + "\"", "a=b; ; =")) {
            assertThat(location(stranger.withCookie(cookie).get("/console/")))
                    .as(cookie)
                    .isEqualTo("./sign-in");
        }
    }

    @Test
    void theStoreHasHashesOnlyAndTheSessionSurvivesARestart() throws IOException, SQLException {
        ConsoleClient root = ConsoleClient.of(daemon, "root");
        String token = root.cookie().substring(PLAIN.length());
        root.page("/console/");
        daemon.close();

        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(token);
            }
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mail.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM console_session")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getBytes(1)).isEqualTo(Sha256.of(token));
        }

        daemon = daemon(Map.of());
        root.at(daemon).page("/console/");
    }

    @Test
    void overTlsTheCookieBelongsToThisHostAlone() {
        Map<String, Object> settings =
                Map.of("store.kind", "none", "server.trusted-proxies", List.of("127.0.0.0/8", "::1"));
        try (TestDaemon behind = daemon(settings)) {
            ConsoleClient browser = ConsoleClient.stranger(behind).with("X-Forwarded-Proto", "https");
            Answer answer = browser.post(SIGN_IN, "key", "root");

            assertThat(answer.header("Set-Cookie"))
                    .startsWith(SECURE)
                    .containsIgnoringCase("; Secure")
                    .containsIgnoringCase("; HttpOnly")
                    .containsIgnoringCase("; SameSite=Strict")
                    .containsIgnoringCase("; Path=/")
                    .doesNotContainIgnoringCase("Domain");
            ConsoleClient root = browser.after(answer);
            root.page("/console/");
            // Another host of the domain, or the same one over clear text, can set a cookie without the prefix.
            String planted = root.cookie().replace(SECURE, PLAIN);
            assertThat(location(root.withCookie(planted).get("/console/"))).isEqualTo("./sign-in");
            Answer out = root.post("/console/sign-out");
            assertThat(out.header("Set-Cookie"))
                    .startsWith(SECURE + ";")
                    .containsIgnoringCase("; Secure")
                    .containsIgnoringCase("; Path=/");
        }
        // Not a proxy that is trusted: it may be anybody.
        assertThat(stranger.with("X-Forwarded-Proto", "https")
                        .post(SIGN_IN, "key", "root")
                        .header("Set-Cookie"))
                .startsWith(PLAIN);
    }

    @Test
    void signingInAndOutIsAudited() {
        stranger.post(SIGN_IN, "key", "a-wrong-key");
        ConsoleClient root = ConsoleClient.of(daemon, "root");
        root.post("/console/sign-out");

        String audit = TestKeys.call(daemon, "root", "GET", "/audit", "").text();
        assertThat(audit)
                .contains("\"action\":\"console.sign-in\"", "\"action\":\"console.sign-out\"", "\"key\":\"root\"")
                .doesNotContain("a-wrong-key", root.cookie().substring(PLAIN.length()));
        List<String> actions = Stream.of(audit.split("\"action\":\""))
                .skip(1)
                .map(rest -> rest.replaceAll("(?s)\".*", ""))
                .toList();
        assertThat(actions).containsExactlyInAnyOrder("console.sign-out", "console.sign-in", "console.sign-in");
    }

    /** The filters must not take a path for another one than the router does. */
    @Test
    void noPathLeadsAroundTheSignIn() throws IOException {
        try (RawHttp http = new RawHttp(daemon.uri("/"), (int) Patience.PATIENCE.toMillis())) {
            noPathLeadsAroundTheSignIn(http);
        }
    }

    private static void noPathLeadsAroundTheSignIn(RawHttp http) throws IOException {
        for (String path : List.of(
                "//console/messages",
                "/console//messages",
                "/console/messages/",
                "/%63onsole/messages",
                "/console%2Fmessages",
                "/Console/messages",
                "/console/assets/../messages",
                "/console/assets/..%2Fmessages",
                "/console/assets/%2e%2e/messages",
                "/console/./messages",
                "/x/../console/messages",
                "/console/sign-in/../messages",
                "/console/sign-in%2F..%2Fmessages",
                "/console;x/messages",
                "/console/messages;x")) {
            RawHttp.Answer answer = http.exchange(RawHttp.Request.of("GET", path, List.of(), ""));
            assertThat(answer.text()).as(path).doesNotContain("Newest first", "<h1>Messages</h1>", "No message yet");
            assertThat(answer.status()).as(path).isIn(303, 400, 401, 404);
        }
    }
}
