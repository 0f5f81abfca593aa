package io.mailsender.submission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.Attachment;
import io.mailsender.message.HostileText;
import io.mailsender.testing.RawHttp;
import io.mailsender.testing.RawHttp.Answer;
import io.mailsender.testing.RawHttp.Request;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.Texts;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile values in every field of a message: the answer names the field, and no provider is called. */
class HostileFieldsTest {

    private static final String ATTACHMENT = "\"attachments\":[{\"filename\":\"%s\",\"content\":\"%s\"%s}]";
    private static final ScriptedProvider PROVIDER = new ScriptedProvider("p");

    @TempDir
    static Path directory;

    private static TestDaemon daemon;
    private static RawHttp http;

    private int callsBefore;

    @BeforeAll
    static void start() {
        daemon = TestDaemon.with(TestDaemon.sqlite(directory), PROVIDER);
        http = new RawHttp(daemon.uri("/"), 10_000);
    }

    @AfterAll
    static void stop() throws Exception {
        http.close();
        daemon.close();
    }

    @BeforeEach
    void count() {
        callsBefore = PROVIDER.calls().size();
    }

    /** Each place for a caller's text, and how an error names it. */
    static Stream<Arguments> places() {
        return Stream.of(
                Arguments.of("\"from\":\"%s\"", "from"),
                Arguments.of("\"from_address\":\"%s@example.com\"", "from_address"),
                Arguments.of("\"cc\":[\"%s <bob@example.com>\"]", "cc[0]"),
                Arguments.of("\"cc\":[\"\\\"%s\\\" <bob@example.com>\"]", "cc[0]"),
                Arguments.of("\"bcc\":[\"%s@example.com\"]", "bcc[0]"),
                Arguments.of("\"bcc\":[\"bob@%s.example\"]", "bcc[0]"),
                Arguments.of("\"reply_to\":[\"%s <bob@example.com>\"]", "reply_to[0]"),
                Arguments.of("\"reply_to\":[\"bob@example.com%s\"]", "reply_to[0]"),
                Arguments.of("\"subject\":\"%s\"", "subject"),
                Arguments.of("\"headers\":{\"X-A\":\"%s\"}", "headers.X-A"),
                Arguments.of("\"headers\":{\"X-%s\":\"v\"}", "headers.?"),
                Arguments.of("\"tags\":[\"t\",\"%s\"]", "tags[1]"),
                Arguments.of("\"metadata\":{\"m\":\"%s\"}", "metadata.m"),
                Arguments.of("\"metadata\":{\"%s\":\"v\"}", "metadata.?"),
                Arguments.of(ATTACHMENT.formatted("%s.txt", "aGk=", ""), "attachments[0]"),
                Arguments.of(ATTACHMENT.formatted("a", "aGk=", ",\"content_type\":\"text/%s\""), "attachments[0]"),
                Arguments.of(
                        ATTACHMENT.formatted("a", "aGk=", ",\"content_type\":\"text/plain; name=\\\"%s\\\"\""),
                        "attachments[0]"),
                Arguments.of(ATTACHMENT.formatted("a", "aGk=", ",\"content_id\":\"%s\""), "attachments[0]"),
                Arguments.of("\"priority\":\"%s\"", "priority"),
                Arguments.of("\"on_unknown\":\"%s\"", "on_unknown"),
                Arguments.of("\"send_at\":\"%s\"", "send_at"));
    }

    @ParameterizedTest
    @MethodSource("places")
    void refusesControlCharacters(String place, String field) throws Exception {
        List<String> texts = HostileText.withControls().toList();
        for (String text : texts) {
            assertRefused(message(place.formatted(escaped(text))), field);
        }
        // In JSON, only the control characters below the space must be escaped.
        for (String text :
                texts.stream().filter(t -> t.chars().allMatch(c -> c >= ' ')).toList()) {
            assertRefused(message(place.formatted(text)), field);
        }
        assertThat(PROVIDER.calls()).hasSize(callsBefore);
    }

    static List<String> invisible() {
        return List.of(
                "\u200B",
                "\u200D",
                "\u2060",
                "\uFEFF",
                "\u00AD",
                "\u061C",
                "\u200E",
                "\u202A",
                "\u202E",
                "\u2066",
                "\u2069",
                "\u180E",
                "\u034F",
                "\u115F",
                "\u1160",
                "\u17B4",
                "\u3164",
                "\uFFA0",
                "\uDB40\uDC41");
    }

    @ParameterizedTest
    @MethodSource("invisible")
    void refusesInvisibleCharactersInNamesAndAddresses(String invisible) throws Exception {
        for (String field : List.of(
                "\"from\":\"Bank%s\"",
                "\"cc\":[\"B%sank <bob@example.com>\"]",
                "\"cc\":[\"bo%sb@example.com\"]",
                "\"cc\":[\"bob@exam%sple.com\"]",
                "\"reply_to\":[\"%s <bob@example.com>\"]",
                "\"from_address\":\"bob@%sexample.com\"")) {
            assertRefused(message(field.formatted(invisible)), null);
        }
        assertThat(PROVIDER.calls()).hasSize(callsBefore);
        assertThat(sent(ATTACHMENT.formatted("invoice" + invisible + "fdp.exe", "aGk=", "")))
                .isEqualTo("invoicefdp.exe");
    }

    /** A domain that looks like another one is shown in its ASCII form (RFC 5890). */
    @ParameterizedTest
    @CsvSource({
        "bob@ex\u0430mple.com, bob@xn--exmple-4nf.com",
        "bob@\u0435xample.com, bob@xn--xample-2of.com",
        "bob@b\u00FCcher.example, bob@xn--bcher-kva.example",
        "bob@EXAMPLE\uFF0Ecom, bob@example.com",
    })
    void showsADomainAsALabels(String address, String shown) throws Exception {
        Answer answer = post(message("\"cc\":[\"" + address + "\"]"), "Prefer: respond-async");
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);

        String id = Texts.find(answer.text(), "\"id\":\"([0-9a-f]+)\"").get(0);
        assertThat(daemon.get("/messages/" + id).text()).contains("\"address\":\"" + shown + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From",
                "sender",
                "REPLY-TO",
                "To",
                "Cc",
                "Bcc",
                "Subject",
                "Date",
                "Message-ID",
                "MIME-Version",
                "Content-Type",
                "Content-Disposition",
                "content-x",
                "Return-Path",
                "Received",
                "Received-SPF",
                "Delivered-To",
                "X-Original-To",
                "Envelope-To",
                "Apparently-To",
                "Errors-To",
                "Original-Recipient",
                "Resent-From",
                "Resent-Bcc",
                "DKIM-Signature",
                "DomainKey-Signature",
                "ARC-Seal",
                "Authentication-Results",
                "Authentication-Results-Original",
                "BIMI-Indicator",
                "X-SES-CONFIGURATION-SET",
                "X-Mailgun-Variables",
                "X-SMTPAPI",
                "X-MJ-CustomID",
                "X-PM-Tag",
                "X-MSYS-API",
                "X-MC-Subaccount",
                "Resend-X",
                "X A",
                "X:A",
                "",
                "\u00DC",
                "X-A\u00A0"
            })
    void refusesHeaderFieldsThatTheGatewayOrTheProviderOwns(String name) throws Exception {
        assertRefused(
                message("\"headers\":{\"" + name + "\":\"x\"}"), name.matches("[!-~]+") ? "headers." + name : null);
        assertThat(PROVIDER.calls()).hasSize(callsBefore);
    }

    static Stream<Arguments> tooLong() {
        String domain = "d".repeat(60) + "." + "e".repeat(60) + "." + "f".repeat(59) + ".example";
        return Stream.of(
                Arguments.of("\"cc\":[\"" + "a".repeat(64) + "@example.com\"]", null),
                Arguments.of("\"cc\":[\"" + "a".repeat(65) + "@example.com\"]", "cc[0]"),
                Arguments.of("\"cc\":[\"" + "a".repeat(64) + "@" + domain + "\"]", null),
                Arguments.of("\"cc\":[\"" + "a".repeat(64) + "@x" + domain + "\"]", "cc[0]"),
                Arguments.of("\"cc\":[\"a@" + "b".repeat(63) + ".example\"]", null),
                Arguments.of("\"cc\":[\"a@" + "b".repeat(64) + ".example\"]", "cc[0]"),
                Arguments.of("\"cc\":[\"" + "a".repeat(1 << 20) + "@example.com\"]", "cc[0]"),
                Arguments.of("\"cc\":[\"a@" + "b.".repeat(1 << 19) + "example\"]", "cc[0]"),
                Arguments.of("\"cc\":[\"" + "n".repeat(255) + " <a@b.example>\"]", null),
                Arguments.of("\"cc\":[\"" + "n".repeat(256) + " <a@b.example>\"]", "cc[0]"),
                Arguments.of("\"cc\":[\"" + "<".repeat(1 << 20) + "a@b.example>\"]", "cc[0]"),
                Arguments.of("\"from\":\"" + "n".repeat(256) + "\"", "from"),
                Arguments.of("\"subject\":\"" + "s".repeat(998) + "\"", null),
                Arguments.of("\"subject\":\"" + "s".repeat(999) + "\"", "subject"),
                Arguments.of("\"subject\":\"" + "s".repeat(100_000) + "\"", "subject"),
                Arguments.of("\"tags\":[\"" + "t".repeat(999) + "\"]", "tags[0]"),
                Arguments.of("\"metadata\":{\"m\":\"" + "v".repeat(998) + "\"}", null),
                Arguments.of("\"metadata\":{\"m\":\"" + "v".repeat(999) + "\"}", "metadata.m"),
                Arguments.of("\"metadata\":{\"" + "m".repeat(999) + "\":\"v\"}", "metadata.?"),
                Arguments.of("\"headers\":{\"X-A\":\"" + "v".repeat(996) + "\"}", "headers.X-A"),
                Arguments.of("\"cc\":[" + many("\"r%d@example.com\"", 49) + "]", null),
                Arguments.of("\"cc\":[" + many("\"r%d@example.com\"", 50) + "]", "to"),
                Arguments.of("\"reply_to\":[" + many("\"r%d@example.com\"", 51) + "]", "reply_to"),
                Arguments.of("\"headers\":{" + many("\"X-%d\":\"v\"", 101) + "}", "headers"),
                Arguments.of(
                        "\"attachments\":[" + many("{\"filename\":\"a%d\",\"content\":\"aGk=\"}", 100) + "]", null),
                Arguments.of(
                        "\"attachments\":[" + many("{\"filename\":\"a%d\",\"content\":\"aGk=\"}", 101) + "]",
                        "attachments"));
    }

    @ParameterizedTest
    @MethodSource("tooLong")
    void refusesWhatIsTooLong(String field, @Nullable String named) throws Exception {
        if (named == null) {
            assertThat(post(message(field)).status()).isEqualTo(200);
            assertThat(PROVIDER.calls()).hasSize(callsBefore + 1);
        } else {
            assertRefused(message(field), named);
            assertThat(PROVIDER.calls()).hasSize(callsBefore);
        }
    }

    /** The limit is on the request, in base64; archives are not unpacked. */
    @Test
    void limitsAttachmentsInBase64() throws Exception {
        String field = ATTACHMENT.formatted("a.zip", "A".repeat(26 << 20), "");

        assertThat(post(message(field)).status()).isEqualTo(413);
        assertThat(PROVIDER.calls()).hasSize(callsBefore);
    }

    /** Only the last part of a path is kept. Names that an operating system reserves are not changed. */
    @ParameterizedTest
    @CsvSource({
        "../../etc/passwd, passwd",
        "..\\\\..\\\\windows\\\\win.ini, win.ini",
        "C:\\\\con, con",
        "/etc/cron.d/x, x",
        "\\\\\\\\host\\\\share\\\\x, x",
        "con.txt, con.txt",
        "%2e%2e%2fpasswd, %2e%2e%2fpasswd",
        "' a.txt ', a.txt",
    })
    void keepsOnlyTheBaseNameOfAPath(String path, String name) throws Exception {
        assertThat(sent(ATTACHMENT.formatted(path, "aGk=", ""))).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "a/..", "a/", "\\\\", "\u202E", "a\\u0000.txt"})
    void refusesAFileWithoutAName(String path) throws Exception {
        assertRefused(message(ATTACHMENT.formatted(path, "aGk=", "")), null);
        assertThat(PROVIDER.calls()).hasSize(callsBefore);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\tb", "\u00FC", "a\u0085b", "a\u2028b"})
    void refusesAnIdempotencyKeyThatIsNotPrintableAscii(String key) throws Exception {
        Answer answer = post(message("\"subject\":\"Hi\""), "Idempotency-Key: " + key);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.text()).contains("\"field\":\"Idempotency-Key\"");
        assertThat(PROVIDER.calls()).hasSize(callsBefore);
    }

    private static void assertRefused(String json, @Nullable String field) throws Exception {
        Answer answer = post(json);
        assertThat(answer.status()).as(json + " -> " + answer.text()).isEqualTo(400);
        List<String> fields = Texts.find(answer.text(), "\"field\":\"([^\"]*)\"");
        assertThat(fields).as(answer.text()).isNotEmpty();
        if (field != null) {
            assertThat(fields.get(0)).as(json).isEqualTo(field);
        }
        // The answer must not repeat the value: logs may keep it.
        assertThat(answer.text()).doesNotContain("evil");
    }

    private static String sent(String field) throws Exception {
        assertThat(post(message(field)).status()).isEqualTo(200);
        List<Attachment> files = PROVIDER.calls()
                .get(PROVIDER.calls().size() - 1)
                .message()
                .content()
                .attachments();
        return files.get(0).filename();
    }

    private static Answer post(String json, String... fields) throws Exception {
        List<String> all = Stream.concat(Stream.of("Content-Type: application/json"), Stream.of(fields))
                .toList();
        return http.exchange(Request.of("POST", "/send", all, json.getBytes(UTF_8)));
    }

    private static String message(String field) {
        return "{\"to\":[\"ann@example.com\"]," + field + "}";
    }

    private static String many(String format, int count) {
        return IntStream.range(0, count).mapToObj(format::formatted).collect(Collectors.joining(","));
    }

    private static String escaped(String text) {
        return text.chars().mapToObj(c -> String.format("\\u%04x", c)).collect(Collectors.joining());
    }
}
