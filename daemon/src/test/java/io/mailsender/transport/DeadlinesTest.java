package io.mailsender.transport;

import static io.mailsender.testing.RawConnection.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.RawConnection;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A client that keeps the daemon waiting is cut off, even if it sends a byte now and then. */
class DeadlinesTest {

    private static final TestDaemon DAEMON = TestDaemon.with(
            Map.of(
                    "server.head-timeout", "1s",
                    "server.body-timeout", "1s",
                    "server.write-timeout", "1s",
                    "server.idle-timeout", "1s"),
            new ScriptedProvider("p"));

    @AfterAll
    static void stop() {
        DAEMON.close();
    }

    @Test
    void headersThatTrickle() throws Exception {
        try (RawConnection client = connect().send("GET /providers HTTP/1.1\r\nHost: localhost\r\n")) {
            assertThat(trickle(client, "X-A: b\r\n")).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void headersThatTrickleOnAConnectionThatWasGood() throws Exception {
        try (RawConnection client = connect().send(head("GET", "/health/liveness"))) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(trickle(client, "G")).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void aBodyThatTrickles() throws Exception {
        try (RawConnection client =
                connect().send(head("POST", "/send", "Content-Type: application/json", "Content-Length: 1000") + "{")) {
            assertThat(trickle(client, " ")).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void chunksThatTrickle() throws Exception {
        try (RawConnection client = connect()
                .send(head("POST", "/send", "Content-Type: application/json", "Transfer-Encoding: chunked")
                        + "1\r\n{\r\n")) {
            assertThat(trickle(client, "1\r\n \r\n")).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void aConnectionThatNobodyUses() throws Exception {
        try (RawConnection client = connect().send(head("GET", "/health/liveness"))) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.untilTheEnd()).isEmpty();
        }
    }

    @Test
    void aClientThatDoesNotReadItsAnswers() throws Exception {
        try (RawConnection client = RawConnection.connect(DAEMON.uri("/"), 4096)) {
            String request = head("GET", "/swagger-ui/res/swagger-ui-bundle.js");
            assertThatThrownBy(() -> {
                        // It keeps sending requests, so that only the unread answers can end the connection.
                        for (int i = 0; i < 100; i++) {
                            client.send(request);
                            Thread.sleep(100);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aLargeAnswerIsReadWholeAllTheSame() throws Exception {
        try (RawConnection client =
                connect().send(head("GET", "/swagger-ui/res/swagger-ui-bundle.js", "Connection: close"))) {
            assertThat(client.untilTheEnd()).startsWith("HTTP/1.1 200").hasSizeGreaterThan(1_000_000);
        }
    }

    @Test
    void aRequestThatIsOnlyLargeHasItsTime() throws Exception {
        String body = "{\"to\":[\"ann@example.com\"],\"text\":\"" + "x".repeat(600_000) + "\"}";
        try (RawConnection client = connect()
                .send(head("POST", "/send", "Content-Type: application/json", "Content-Length: " + body.length()))) {
            // 2 s in all, twice the timeout, at 300 kB/s.
            for (int i = 0; i < 20; i++) {
                client.send(body.substring(i * body.length() / 20, (i + 1) * body.length() / 20));
                Thread.sleep(100);
            }
            assertThat(client.status()).isEqualTo(200);
        }
    }

    @Test
    void workIsNotCutOff() throws Exception {
        java.util.concurrent.CompletableFuture<io.mailsender.provider.Outcome> outcome =
                new java.util.concurrent.CompletableFuture<>();
        ScriptedProvider provider = new ScriptedProvider("slow").answers(outcome);
        try (TestDaemon daemon = TestDaemon.with(
                        Map.of(
                                "server.head-timeout",
                                "300ms",
                                "server.body-timeout",
                                "300ms",
                                "server.idle-timeout",
                                "300ms"),
                        provider);
                RawConnection client = RawConnection.connect(daemon.uri("/"))
                        .send(RawConnection.post("{\"to\":[\"ann@example.com\"]}"))) {
            await().until(() -> !provider.calls().isEmpty());
            assertThat(client.hears(Duration.ofMillis(1200))).isFalse();
            outcome.complete(new io.mailsender.provider.Outcome.Sent(new io.mailsender.provider.Reply(200, "OK"), "1"));
            assertThat(client.status()).isEqualTo(200);
        }
    }

    /** @return what the daemon answered while the client sent the bytes repeatedly */
    private static String trickle(RawConnection client, String bytes) throws IOException, InterruptedException {
        for (int i = 0; client.socket().getInputStream().available() == 0; i++) {
            assertThat(i).as("times that it could send a little more").isLessThan(40);
            client.send(bytes);
            Thread.sleep(200);
        }
        return client.untilTheEnd();
    }

    private static RawConnection connect() throws IOException {
        return RawConnection.connect(DAEMON.uri("/"));
    }
}
