package io.mailsender.transport;

import static io.mailsender.testing.RawConnection.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.RawConnection;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that a proxy in front might read differently is refused. */
class HttpGrammarTest {

    private static final ScriptedProvider PROVIDER = new ScriptedProvider("p");
    private static final String JSON = "{\"to\":[\"ann@example.com\"]}";
    private static final TestDaemon DAEMON = TestDaemon.with(
            Map.of("micronaut.server.max-request-size", 100_000, "server.max-request-size", 100_000), PROVIDER);

    @AfterAll
    static void stop() {
        DAEMON.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 26\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 26",
                "Content-Length: 26\r\nContent-Length: 5",
                "Content-Length: 26, 5",
                "Content-Length: +26",
                "Content-Length: -1",
                "Content-Length: 0x1a",
                "Content-Length: 26 26",
                "Content-Length : 26",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding : chunked",
                "Content-Length: 26\r\n X-Folded: b",
                "Transfer-Encoding:\r\n chunked\r\nContent-Length: 26",
                "Content-Length: 26\nX-Bare: lf",
                "X-A: b\rX-B: c\r\nContent-Length: 26",
                "X-A: b\0c\r\nContent-Length: 26",
                "X A: b\r\nContent-Length: 26",
                ": b\r\nContent-Length: 26",
                "Host: elsewhere\r\nContent-Length: 26",
            })
    void ambiguousHeadersAreRefusedAndEndTheConnection(String headers) throws Exception {
        int before = PROVIDER.calls().size();
        String smuggled = head("GET", "/providers");
        try (RawConnection client = connect()
                .send("POST /send HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers
                        + "\r\n\r\n" + JSON + smuggled)) {
            String all = client.untilTheEnd();
            assertThat(all).startsWith("HTTP/1.1 400 ");
            assertThat(all.split("HTTP/1\\.1 [1-5]", -1)).as("answers").hasSize(2);
            assertThat(all).contains("x-content-type-options: nosniff", "application/problem+json");
        }
        assertThat(PROVIDER.calls()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /providers HTTP/1.1\r\n\r\n",
                "GET /providers HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
                "GET /providers\r\n\r\n",
                "GET /providers HTTP/1.1 x\r\nHost: a\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n",
            })
    void soAreAmbiguousBeginnings(String request) throws Exception {
        try (RawConnection client = connect().send(request)) {
            assertThat(client.untilTheEnd()).startsWith("HTTP/1.1 400 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "-1\r\n", "26\n", "ffffffffffffffff\r\n", "5\r\n{\"to\"XX"})
    void chunksThatAreNoneEndTheConnection(String chunk) throws Exception {
        try (RawConnection client = connect()
                .send(head("POST", "/send", "Content-Type: application/json", "Transfer-Encoding: chunked") + "1a\r\n"
                        + JSON + "\r\n" + chunk + "0\r\n\r\n" + head("GET", "/providers"))) {
            String all = client.untilTheEnd();
            assertThat(all).startsWith("HTTP/1.1 400 ");
            assertThat(all.split("HTTP/1\\.1 [1-5]", -1)).as("answers").hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"TRACE, /send, 405", "CONNECT, localhost:25, 40", "PUT, /send, 405", "FOO, /send, 40"})
    void methodsThatTheApiDoesNotHave(String method, String path, String status) throws Exception {
        try (RawConnection client = connect().send(head(method, path, "X-Secret: canary", "Connection: close"))) {
            assertThat(client.untilTheEnd()).startsWith("HTTP/1.1 " + status).doesNotContain("canary");
        }
    }

    @Test
    void anotherVersionIsRefused() throws Exception {
        try (RawConnection client = connect().send("GET /providers HTTP/9.9\r\nHost: a\r\n\r\n")) {
            assertThat(client.untilTheEnd()).startsWith("HTTP/1.1 505 ");
        }
    }

    @Test
    void aMethodIsWhatTheRequestLineSays() throws Exception {
        try (RawConnection client = connect()
                .send(head(
                        "GET", "/send", "X-HTTP-Method-Override: POST", "X-HTTP-Method: POST", "Connection: close"))) {
            assertThat(client.untilTheEnd()).startsWith("HTTP/1.1 405 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:99999", "[::1", "a b", "localhost@evil.example", "../x"})
    void aHostIsNeverPutIntoAnAnswer(String host) throws Exception {
        try (RawConnection client =
                connect().send("GET / HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n")) {
            assertThat(client.untilTheEnd()).startsWith("HTTP/1.1 303").doesNotContain(host);
        }
    }

    @Test
    void headersHaveTheirLimits() throws Exception {
        assertThat(status(head("GET", "/providers", "X-A: " + "b".repeat(20_000))))
                .isEqualTo(431);
        assertThat(status("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isEqualTo(414);
        String[] many = new String[150];
        java.util.Arrays.setAll(many, i -> "X-" + i + ": b");
        assertThat(status(head("GET", "/providers", many))).isEqualTo(431);
        assertThat(status(head("GET", "/providers", "X-A: " + "b".repeat(15_000))))
                .isEqualTo(200);
    }

    @Test
    void aBodyHasItsLimitWhicheverWayItComes() throws Exception {
        String large = "{\"to\":[\"ann@example.com\"],\"text\":\"" + "x".repeat(100_000) + "\"}";
        assertThat(status(RawConnection.post(large))).isEqualTo(413);
        try (RawConnection client = connect().send(chunked())) {
            // A body without end is refused while it arrives.
            for (int i = 0; i < 1_000 && client.socket().getInputStream().available() == 0; i++) {
                client.send("400\r\n" + "x".repeat(0x400) + "\r\n");
            }
            assertThat(client.untilTheEnd()).startsWith("HTTP/1.1 413 ");
        } catch (IOException broken) {
            throw new AssertionError("it was cut off without an answer", broken);
        }
    }

    @Test
    void aLengthThatLiesIsFoundOut() throws Exception {
        String less = head("POST", "/send", "Content-Type: application/json", "Content-Length: 5") + JSON + "\r\n\r\n";
        try (RawConnection client = connect().send(less)) {
            assertThat(client.status()).isEqualTo(400);
            assertThat(client.untilTheEnd()).as("the rest is no request").startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void nothingIsDecompressed() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(JSON.getBytes(StandardCharsets.UTF_8));
        }
        int before = PROVIDER.calls().size();
        String body = zipped.toString(StandardCharsets.ISO_8859_1);
        for (String coding : new String[] {"gzip", "deflate", "br", "snappy"}) {
            assertThat(status(head(
                                    "POST",
                                    "/send",
                                    "Content-Type: application/json",
                                    "Content-Encoding: " + coding,
                                    "Content-Length: " + body.length())
                            + body))
                    .isEqualTo(415);
        }
        assertThat(PROVIDER.calls()).hasSize(before);
    }

    private static String chunked() {
        return head("POST", "/send", "Content-Type: application/json", "Transfer-Encoding: chunked");
    }

    private static int status(String request) throws IOException {
        try (RawConnection client = connect().send(request)) {
            return client.status();
        }
    }

    private static RawConnection connect() throws IOException {
        return RawConnection.connect(DAEMON.uri("/"));
    }
}
