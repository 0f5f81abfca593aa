package io.mailsender.submission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Heap;
import io.mailsender.testing.RawHttp;
import io.mailsender.testing.RawHttp.Answer;
import io.mailsender.testing.RawHttp.Request;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.Texts;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Corner cases of JSON, sent as bytes on a socket: refused with the name of the field, alone and in a batch. */
@Isolated
class JsonCornersTest {

    private static final int MILLION = 1_000_000;
    private static final String TO = "\"to\":[\"ann@example.com\"]";
    private static final ScriptedProvider PROVIDER = new ScriptedProvider("p");

    @TempDir
    static Path directory;

    private static TestDaemon daemon;
    private static RawHttp http;

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

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("depth in an unknown field", field("x", "[".repeat(100_000)), "x"),
                Arguments.of("depth in a list", field("cc", "[".repeat(100_000)), "cc[0]"),
                Arguments.of("depth in a map", field("headers", "{\"X\":".repeat(100_000)), "headers.X"),
                Arguments.of("10^6 digits", field("subject", "9".repeat(MILLION)), "subject"),
                Arguments.of("10^6 decimals", field("subject", "0." + "1".repeat(MILLION)), "subject"),
                Arguments.of("10^6 digits of exponent", field("subject", "1e" + "9".repeat(MILLION)), "subject"),
                Arguments.of("a huge exponent", field("subject", "1e999999999"), "subject"),
                Arguments.of("a small exponent", field("send_at", "-1e-999999999"), "send_at"),
                Arguments.of("10^6 fields", "{" + fields() + "}", "k0"),
                Arguments.of("10^6 entries of a map", field("headers", "{" + fields() + "}"), "headers.k1000"),
                Arguments.of("10^6 addresses", field("cc", list("\"a@b.example\"")), "cc[1000]"),
                Arguments.of("10^6 attachments", field("attachments", list("{}")), "attachments[1000]"),
                Arguments.of("a field twice", "{" + TO + "," + TO + "}", "to"),
                Arguments.of("a field twice, once escaped", "{" + TO + ",\"t\\u006f\":[]}", "to"),
                Arguments.of("a header twice", field("headers", "{\"X-A\":\"1\",\"X-A\":\"2\"}"), "headers.X-A"),
                Arguments.of("a header in two cases", field("headers", "{\"X-A\":\"1\",\"x-a\":\"2\"}"), "headers"),
                Arguments.of("metadata twice", field("metadata", "{\"a\":\"1\",\"\\u0061\":\"2\"}"), "metadata.a"),
                Arguments.of("half a pair in the text", field("text", "\"a\\ud83d b\""), "text"),
                Arguments.of("the other half in the HTML", field("html", "\"\\ude00\""), "html"),
                Arguments.of("halves in the wrong order", field("subject", "\"\\ude00\\ud83d\""), "subject"),
                Arguments.of("half a pair in a name", field("\\ud83d", "1"), "to"),
                Arguments.of("half a pair in a header", field("headers", "{\"\\ud83d\":1}"), "headers"),
                Arguments.of("a control in a name", field("a\\u0000\\r\\n", "1"), "?"),
                Arguments.of("a raw control", field("subject", "\"a\nb\""), "subject"),
                Arguments.of("NaN", field("subject", "NaN"), "subject"),
                Arguments.of("-Infinity", field("subject", "-Infinity"), "subject"),
                Arguments.of("a leading zero", field("subject", "007"), "subject"),
                Arguments.of("single quotes", field("subject", "'a'"), "subject"),
                Arguments.of("an unknown escape", field("subject", "\"\\q\""), "subject"),
                Arguments.of("a comment", field("subject", "/* a */ \"a\""), "subject"),
                Arguments.of("an extra comma", field("subject", "\"a\","), "subject"),
                Arguments.of("an unknown field", field("bc", "[]"), "bc"),
                Arguments.of("a name too long", field("k".repeat(MILLION), "1"), "body"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refuses(String what, String json, String field) throws Exception {
        assertRefused(post("/send", json.getBytes(UTF_8)), field);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesInABatch(String what, String json, String field) throws Exception {
        Answer answer = post("/send/batch", ("{\"messages\":[" + json + "]}").getBytes(UTF_8));
        if (answer.status() == 200) {
            // Malformed JSON fails the whole batch; an invalid message is refused alone.
            assertThat(Texts.find(answer.text(), "\"field\":\"([^\"]*)\""))
                    .first()
                    .isEqualTo(field);
            assertThat(answer.text()).doesNotContain("\"id\"");
        } else {
            assertRefused(answer, field.equals("body") ? field : "messages[0]." + field);
        }
    }

    static Stream<Arguments> encodings() {
        String json = "{" + TO + ",\"subject\":\"Hi\"}";
        return Stream.of(
                Arguments.of("UTF-16 with a mark", json.getBytes(UTF_16)),
                Arguments.of("UTF-16BE", json.getBytes(UTF_16BE)),
                Arguments.of("UTF-16LE", json.getBytes(UTF_16LE)),
                Arguments.of("UTF-32", json.getBytes(Charset.forName("UTF-32"))),
                Arguments.of("UTF-32LE", json.getBytes(Charset.forName("UTF-32LE"))),
                Arguments.of("a byte order mark", ("\uFEFF" + json).getBytes(UTF_8)),
                Arguments.of("Latin-1", json.replace("Hi", "\u00FC").getBytes(ISO_8859_1)),
                Arguments.of("overlong CR and LF", with(0xC0, 0x8D, 0xC0, 0x8A)),
                Arguments.of("an overlong quote", with(0xC0, 0xA2)),
                Arguments.of("an overlong NUL", with(0xC0, 0x80)),
                Arguments.of("three octets for a slash", with(0xE0, 0x80, 0xAF)),
                Arguments.of("half a pair in three octets", with(0xED, 0xA0, 0xBD)),
                Arguments.of("a pair in six octets (CESU-8)", with(0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80)),
                Arguments.of("beyond U+10FFFF", with(0xF4, 0x90, 0x80, 0x80)),
                Arguments.of("five octets", with(0xF8, 0x88, 0x80, 0x80, 0x80)),
                Arguments.of("a continuation alone", with(0x80)),
                Arguments.of("a truncated sequence", with(0xE2, 0x82)),
                Arguments.of("twice", (json + json).getBytes(UTF_8)),
                Arguments.of("a NUL behind it", (json + "\0").getBytes(UTF_8)),
                Arguments.of("something behind it", (json + "x").getBytes(UTF_8)),
                Arguments.of("only white space", " \n".getBytes(UTF_8)),
                Arguments.of("a number", "1".getBytes(UTF_8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encodings")
    void refusesWhatIsNotOneObjectInUtf8(String what, byte[] body) throws Exception {
        List<String> fields = Texts.find(post("/send", body).text(), "\"field\":\"([^\"]*)\"");

        assertThat(fields).hasSize(1).first().isIn("body", "subject");
        assertThat(post("/send", body).status()).isEqualTo(400);
    }

    @Test
    void acceptsUnusualButValidJson() throws Exception {
        String escapes = "\\u0048\\u0069 \\ud83d\\ude00".repeat(10_000);
        String json = " {\n" + TO + " , \"subject\":\"\\/ \uD83D\uDE00\", \"text\":\"" + escapes + "\",\"cc\":null} \n";

        Answer answer = post("/send", json.getBytes(UTF_8));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(PROVIDER.calls()).last().satisfies(call -> {
            assertThat(call.message().content().subject()).isEqualTo("/ \uD83D\uDE00");
            assertThat(call.message().content().text()).isEqualTo("Hi \uD83D\uDE00".repeat(10_000));
        });
    }

    @Test
    void keepsNothingOfRefusedRequests() throws Exception {
        List<byte[]> bodies =
                refused().map(a -> ((String) a.get()[1]).getBytes(UTF_8)).toList();
        for (byte[] body : bodies) {
            post("/send", body);
        }
        int mails = PROVIDER.calls().size();
        long before = Heap.used();
        for (int i = 0; i < 3; i++) {
            for (byte[] body : bodies) {
                assertThat(post("/send", body).status()).isEqualTo(400);
            }
        }

        assertThat(Heap.used() - before).as("octets of heap").isLessThan(8 << 20);
        assertThat(PROVIDER.calls()).as("messages that reached a provider").hasSize(mails);
    }

    private static void assertRefused(Answer answer, String field) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text()).hasSizeLessThan(1_000);
        assertThat(Texts.find(answer.text(), "\"field\":\"([^\"]*)\"")).first().isEqualTo(field);
    }

    private static Answer post(String path, byte[] body) throws Exception {
        return http.exchange(Request.of("POST", path, List.of("Content-Type: application/json"), body));
    }

    private static String field(String name, String value) {
        return "{" + TO + ",\"" + name + "\":" + value + "}";
    }

    private static String fields() {
        return IntStream.range(0, MILLION).mapToObj(i -> "\"k" + i + "\":\"\"").collect(Collectors.joining(","));
    }

    private static String list(String entry) {
        return "[" + (entry + ",").repeat(MILLION) + entry + "]";
    }

    private static byte[] with(int... octets) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("{" + TO + ",\"subject\":\"a").getBytes(UTF_8));
        for (int octet : octets) {
            body.write(octet);
        }
        body.writeBytes("b\"}".getBytes(UTF_8));
        return body.toByteArray();
    }
}
