package io.mailsender.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestPostgresql;
import io.mailsender.testing.Texts;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Query parameters match literally on both databases: never as a pattern or as SQL. */
class HostileQueryTest {

    private static final String MAIL = "{\"to\":[\"ann@example.com\"],\"tags\":[\"spring\"],\"subject\":\"Hi\"}";

    private static final List<String> TEXTS = List.of(
            "' OR '1'='1",
            "' OR 1=1 --",
            "'; DROP TABLE message; --",
            "\" OR \"\"=\"",
            "spring' --",
            "spring'/*",
            "') OR ('1'='1",
            "spring\\",
            "' UNION SELECT id FROM message --",
            "%",
            "_",
            "sprin_",
            "spring%",
            "*",
            "?",
            "$1",
            "SPRING",
            " spring",
            "spring ",
            "\0",
            "spring\0",
            "\r\n",
            "\uFFFF",
            "\u00FC",
            "",
            " ",
            "!",
            "!%",
            "\uD83D\uDCE7 \uD83C\uDF81",
            "a\u001Fb",
            "a\u2028b",
            "a".repeat(1_000),
            "a b ".repeat(11));

    @TempDir
    static Path directory;

    private static TestPostgresql postgresql;
    private static TestDaemon onSqlite;
    private static TestDaemon onPostgresql;

    @BeforeAll
    static void start() throws Exception {
        postgresql = TestPostgresql.start();
        onSqlite = TestDaemon.with(TestDaemon.sqlite(directory), new ScriptedProvider("p"));
        onPostgresql = TestDaemon.with(
                Map.of("store.kind", "postgresql", "store.url", postgresql.url()), new ScriptedProvider("p"));
        for (TestDaemon daemon : List.of(onSqlite, onPostgresql)) {
            assertThat(daemon.post("/send", MAIL).status()).isEqualTo(200);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        onSqlite.close();
        onPostgresql.close();
        postgresql.close();
    }

    private static TestDaemon daemon(String store) {
        return store.equals("sqlite") ? onSqlite : onPostgresql;
    }

    private static Stream<Arguments> onBoth(List<String> texts) {
        return Stream.of("sqlite", "postgresql")
                .flatMap(store -> texts.stream().map(text -> Arguments.of(store, text)));
    }

    static Stream<Arguments> texts() {
        return onBoth(TEXTS);
    }

    static Stream<Arguments> times() {
        return onBoth(List.of(
                "+1000000000-12-31T23:59:59.999999999Z",
                "-1000000000-01-01T00:00:00Z",
                "+292278994-08-17T07:12:55.808Z"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void findsNothingForHostileTexts(String store, String text) {
        TestDaemon daemon = daemon(store);
        for (String parameter : List.of(
                "tag",
                "subject",
                "provider",
                "key",
                "provider_message_id",
                "message_id",
                "recipient",
                "recipient_state",
                "possible_duplicate",
                "status",
                "since",
                "until",
                "cursor",
                "limit")) {
            if (parameter.equals("limit") && text.isEmpty()) {
                continue;
            }
            Answer answer = daemon.get("/messages?" + parameter + "=" + encoded(text));
            boolean isValid = isLine(text)
                    && switch (parameter) {
                        case "tag" -> true;
                        case "subject" -> !text.isBlank() && text.length() <= 300 && text.split(" ").length <= 20;
                        case "provider", "key" -> !text.isEmpty() && text.length() <= 100;
                        case "provider_message_id" -> !text.isEmpty() && text.length() <= 998;
                        default -> false;
                    };
            assertThat(answer.status()).as(parameter + " " + answer.text()).isEqualTo(isValid ? 200 : 400);
            assertThat(answer.text())
                    .as(parameter)
                    .contains(isValid ? "\"messages\":[]" : "\"" + parameter + "\"")
                    .doesNotContain("SQL", "syntax", "byte sequence");
        }
        assertThat(daemon.get("/messages?tag=spring&recipient=ann%40example.com")
                        .text())
                .contains("\"id\"");
    }

    private static boolean isLine(String text) {
        return text.chars().noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void findsNoMessageByAHostileId(String store, String text) {
        assumeFalse(text.isEmpty(), "the list");
        TestDaemon daemon = daemon(store);
        String path = "/messages/" + encoded(text);

        assertThat(daemon.get(path).status()).isEqualTo(404);
        assertThat(daemon.send(daemon.request(path).DELETE()).status()).isEqualTo(404);
        assertThat(daemon.send(daemon.request(path + "/resend").POST(BodyPublishers.noBody()))
                        .status())
                .isEqualTo(404);
        assertThat(daemon.post(path + "/close", "{\"status\":\"sent\"}").status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @MethodSource("times")
    void refusesTimesOutOfRange(String store, String time) {
        for (String parameter : List.of("since", "until")) {
            Answer answer = daemon(store).get("/messages?" + parameter + "=" + encoded(time));
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.text()).contains("\"field\":\"" + parameter + "\"");
        }
    }

    /** Addresses may contain characters with a meaning in SQL. */
    @ParameterizedTest
    @MethodSource("recipients")
    void matchesARecipientLiterally(String store, String recipient) {
        assertThat(daemon(store)
                        .get("/messages?recipient=" + encoded(recipient))
                        .text())
                .isEqualTo("{\"messages\":[]}");
    }

    static Stream<Arguments> recipients() {
        return onBoth(List.of(
                "%@example.com", "_nn@example.com", "'or'1'='1@example.com", "ann'--@example.com", "*@example.com"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void refusesAMadeUpCursor(String store, String text) {
        TestDaemon daemon = daemon(store);
        String id = Texts.find(daemon.get("/messages").text(), "\"id\":\"([0-9a-f]{32})\"")
                .get(0);
        assumeFalse(text.isEmpty(), "a cursor");
        for (String cursor : List.of("1-" + text, text + "-" + id, "1-" + id + text, id, "-", "1-", "-" + id)) {
            assertThat(daemon.get("/messages?cursor=" + encoded(cursor)).status())
                    .as(cursor)
                    .isEqualTo(400);
        }
        assertThat(daemon.get("/messages?cursor=9223372036854775807-" + id).text())
                .contains("\"id\"");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
