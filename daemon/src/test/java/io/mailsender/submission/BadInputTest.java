package io.mailsender.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An invalid request is answered with the name of the field, and no provider is called. */
class BadInputTest {

    private static final ScriptedProvider PROVIDER = new ScriptedProvider("p");
    private static final TestDaemon DAEMON = TestDaemon.with(PROVIDER);

    @AfterAll
    static void stop() {
        DAEMON.close();
        assertThat(PROVIDER.calls()).as("messages that reached a provider").isEmpty();
    }

    static List<Arguments> malformed() {
        return List.of(
                Arguments.of("nonsense", "body"),
                Arguments.of("[]", "body"),
                Arguments.of("null", "body"),
                Arguments.of("\"a@b.example\"", "body"),
                Arguments.of("{\"to\":[\"ann@example.com\"", "to[0]"),
                Arguments.of("{\"to\":[\"ann@example.com\"]} {}", "body"),
                Arguments.of("{\"to\":[\"ann@example.com\"],\"subject\":NaN}", "subject"),
                Arguments.of("{\"to\":\"ann@example.com\"}", "to"),
                Arguments.of("{\"to\":{\"0\":\"ann@example.com\"}}", "to"),
                Arguments.of("{\"to\":[7]}", "to[0]"),
                Arguments.of("{\"to\":[null]}", "to[0]"),
                Arguments.of("{\"to\":[[\"ann@example.com\"]]}", "to[0]"),
                Arguments.of("{\"to\":[]}", "to"),
                Arguments.of("{}", "to"),
                Arguments.of(with("\"subject\":5"), "subject"),
                Arguments.of(with("\"subject\":true"), "subject"),
                Arguments.of(with("\"subject\":[\"x\"]"), "subject"),
                Arguments.of(with("\"subject\":{}"), "subject"),
                Arguments.of(with("\"subjekt\":\"x\""), "subjekt"),
                Arguments.of(with("\"to\":[\"bob@example.com\"]"), "to"),
                Arguments.of(with("\"headers\":[]"), "headers"),
                Arguments.of(with("\"headers\":{\"X-A\":1}"), "headers.X-A"),
                Arguments.of(with("\"metadata\":{\"a\":null}"), "metadata.a"),
                Arguments.of(with("\"tags\":[1]"), "tags[0]"),
                Arguments.of(with("\"attachments\":[{}]"), "attachments[0].content"),
                Arguments.of(with("\"attachments\":[\"x\"]"), "attachments[0]"),
                Arguments.of(
                        with("\"attachments\":[{\"filename\":\"a\",\"content\":\"%%%\"}]"), "attachments[0].content"),
                Arguments.of(
                        with("\"attachments\":[{\"filename\":\"a\",\"content\":\"aGk\\n=\"}]"),
                        "attachments[0].content"),
                Arguments.of(
                        with("\"attachments\":[{\"filename\":\"a\",\"content\":\"aGk=\",\"url\":\"http://x\"}]"),
                        "attachments[0].url"),
                Arguments.of(
                        with("\"attachments\":[{\"filename\":\"a\",\"content\":\"aGk=\",\"filename\":\"b\"}]"),
                        "attachments[0].filename"),
                Arguments.of(with("\"on_unknown\":\"retry\""), "on_unknown"),
                Arguments.of(with("\"send_at\":\"tomorrow\""), "send_at"),
                Arguments.of(with("\"from_address\":\"nobody\""), "from_address"),
                Arguments.of(with("\"cc\":[\"ok@example.com\",\"no\"]"), "cc[1]"),
                Arguments.of(with("\"reply_to\":[\"<>\"]"), "reply_to[0]"),
                Arguments.of(with("\"from\":\"Shop <shop@example.com>\""), "from"),
                Arguments.of(with("\"from\":\"shop@example.com\""), "from"),
                Arguments.of("{\"to\":[],\"cc\":[],\"bcc\":[]}", "to"),
                Arguments.of("{\"to\":[\"ann@xn--0.tld\"]}", "to[0]"),
                Arguments.of("{\"cc\":[\"\\\"Ann <ann@example.com>\\\" <joe@example.net>\"]}", "cc[0]"),
                Arguments.of(
                        with("\"headers\":{\"List-Unsubscribe\":\"<https://example.com/ü>\"}"),
                        "headers.List-Unsubscribe"),
                Arguments.of(
                        with("\"attachments\":[{\"filename\":\"a\",\"content\":\"aGk=\",\"content_id\":\"logo\"},"
                                + "{\"filename\":\"b\",\"content\":\"aGk=\",\"content_id\":\"logo\"}]"),
                        "attachments[1].content_id"),
                Arguments.of(with("\"calendar\":[]"), "calendar"),
                Arguments.of(with("\"calendar\":{\"ics\":\"x\"}"), "calendar.ics"),
                Arguments.of(with("\"calendar\":{}"), "calendar.content"),
                Arguments.of(with("\"calendar\":{\"content\":\"x\"}"), "calendar"),
                Arguments.of(
                        with(
                                "\"calendar\":{\"content\":\"BEGIN:VCALENDAR\\nMETHOD:REQUEST\\nEND:VCALENDAR\",\"method\":\"CANCEL\"}"),
                        "calendar"),
                Arguments.of(with("\"x\":" + "[".repeat(100_000)), "x"),
                Arguments.of(with("\"text\":" + "{\"a\":".repeat(100_000)), "text"),
                Arguments.of(with("\"" + "k".repeat(2_000) + "\":1"), "body"),
                Arguments.of(with("\"subject\":" + "9".repeat(100_000)), "subject"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void namesTheFieldAtFault(String body, String field) {
        Answer answer = DAEMON.post("/send", body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().get("errors").get(0).get("field").getStringValue())
                .isEqualTo(field);
        assertThat(answer.json().get("errors").get(0).get("message").getStringValue())
                .isNotBlank();
        assertThat(answer.text()).doesNotContain("Exception", "io.mailsender", "at java.", "jackson");
    }

    static Stream<Arguments> injections() {
        List<String> evil = List.of(
                "x\\r\\nBcc: evil@example.com",
                "x\\nBcc: evil@example.com",
                "x\\rBcc: evil@example.com",
                "x\\u0000y",
                "x\\u000by",
                "x\\u000cy",
                "x\\u0085Bcc: evil@example.com",
                "x\\u2028Bcc: evil@example.com",
                "x\\u2029Bcc: evil@example.com",
                "x\\ud800y");
        List<String> fields = List.of(
                "\"from\":\"%s\"",
                "\"subject\":\"%s\"",
                "\"cc\":[\"%s <bob@example.com>\"]",
                "\"bcc\":[\"%s@example.com\"]",
                "\"cc\":[\"bob@%s.example\"]",
                "\"reply_to\":[\"%s <bob@example.com>\"]",
                "\"from_address\":\"%s@example.com\"",
                "\"headers\":{\"X-A\":\"%s\"}",
                "\"headers\":{\"%s\":\"x\"}",
                "\"tags\":[\"%s\"]",
                "\"metadata\":{\"%s\":\"x\"}",
                "\"metadata\":{\"x\":\"%s\"}",
                "\"attachments\":[{\"filename\":\"a\",\"content\":\"aGk=\",\"content_type\":\"text/%s\"}]",
                "\"attachments\":[{\"filename\":\"a\",\"content\":\"aGk=\",\"content_id\":\"%s\"}]");
        return fields.stream().flatMap(field -> evil.stream().map(text -> Arguments.of(field.formatted(text))));
    }

    @ParameterizedTest
    @MethodSource("injections")
    void letsNoLineBreakIntoAHeader(String field) {
        Answer answer = DAEMON.post("/send", with(field));

        assertThat(answer.status()).as(field + " -> " + answer.text()).isEqualTo(400);
        assertThat(answer.json().get("errors").size()).isPositive();
    }

    static List<String> ownedHeaders() {
        return List.of(
                "To",
                "cc",
                "BCC",
                "From",
                "Sender",
                "Reply-To",
                "Subject",
                "Date",
                "Message-ID",
                "Return-Path",
                "Received",
                "DKIM-Signature",
                "MIME-Version",
                "Content-Type",
                "content-transfer-encoding",
                "Resent-From",
                "X A",
                "X:A",
                "",
                "Ü");
    }

    @ParameterizedTest
    @MethodSource("ownedHeaders")
    void refusesHeaderFieldsThatAreNotTheCallers(String name) {
        Answer answer = DAEMON.post("/send", with("\"headers\":{\"" + name + "\":\"x\"}"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().get("errors").get(0).get("field").getStringValue())
                .startsWith("headers");
    }

    @ParameterizedTest
    @MethodSource("trickyAddresses")
    void refusesAddressesThatParsersReadDifferently(String address) {
        Answer answer = DAEMON.post("/send", "{\"to\":[\"" + address + "\"]}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().get("errors").get(0).get("field").getStringValue())
                .isEqualTo("to[0]");
        assertThat(answer.text()).doesNotContain("evil");
    }

    static List<String> trickyAddresses() {
        return List.of(
                "\\\"a@evil.example x\\\"@ok.example",
                "a@evil.example, b@ok.example",
                "<@relay.example:evil@ok.example>",
                "evil@ok.example (comment)",
                "group: evil@ok.example;",
                "=?utf-8?q?evil=40x?=@ok.example",
                "evil@ok.example@evil.example",
                "evil@[127.0.0.1]",
                "evil@localhost",
                "evil@ok.example.",
                "evil..a@ok.example",
                "Evil <evil@ok.example",
                "evil@ok.example>",
                "evil\\u202e@ok.example");
    }

    @Test
    void refusesTenThousandRecipients() {
        String to = IntStream.range(0, 10_000)
                .mapToObj(i -> "\"r" + i + "@example.com\"")
                .collect(Collectors.joining(","));

        Answer answer = DAEMON.post("/send", "{\"to\":[" + to + "]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("errors").get(0).get("field").getStringValue())
                .startsWith("to");
    }

    @Test
    void refusesOneRecipientTooMany() {
        String ten = IntStream.range(0, 17)
                .mapToObj(i -> "\"r" + i + "@example.com\"")
                .collect(Collectors.joining(","));

        Answer answer = DAEMON.post("/send", "{\"to\":[%s],\"cc\":[%s],\"bcc\":[%s]}".formatted(ten, ten, ten));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("detail").getStringValue()).contains("51 recipients", "at most 50");
    }

    @Test
    void refusesThirtyMegabytes() {
        Answer answer = DAEMON.post("/send", with("\"text\":\"" + "x".repeat(30 * 1024 * 1024) + "\""));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void refusesABodyThatIsNotJson() {
        Answer answer = DAEMON.send(DAEMON.request("/send")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("to=ann%40example.com")));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void refusesAnEmptyBody() {
        Answer answer = DAEMON.post("/send", "");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("detail").getStringValue()).contains("body");
    }

    @Test
    void refusesUtf16() {
        Answer answer = DAEMON.send(DAEMON.request("/send")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        with("\"subject\":\"Hi\"").getBytes(StandardCharsets.UTF_16))));

        assertThat(answer.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @MethodSource("badAddresses")
    void refusesToValidateWhatIsNoAddress(String path) {
        Answer answer = DAEMON.get(path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("errors").get(0).get("field").getStringValue())
                .isEqualTo("address");
    }

    static List<String> badAddresses() {
        return List.of("/validation/nobody", "/validation/a@b@c.example", "/validation/a%0d%0a@b.example");
    }

    private static String with(String field) {
        return "{\"to\":[\"ann@example.com\"]," + field + "}";
    }
}
