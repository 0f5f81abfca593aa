package io.mailsender.transport;

import static io.mailsender.testing.RawConnection.head;
import static io.mailsender.testing.RawConnection.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Reply;
import io.mailsender.testing.RawConnection;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The budgets limit how much is accepted at a time, and every claim is given back, whatever happens. */
class AdmissionTest {

    private static final String MAIL = post("{\"to\":[\"ann@example.com\"]}");
    private static final int LARGE = 1_000_000;

    private final ScriptedProvider provider = new ScriptedProvider("p");
    private final List<RawConnection> clients = new ArrayList<>();
    private TestDaemon daemon = start(Map.of());

    @AfterEach
    void stop() throws IOException {
        for (RawConnection client : clients) {
            client.close();
        }
        daemon.close();
    }

    @Test
    void whatIsTooMuchWaitsAndThenIsRefused() throws Exception {
        CompletableFuture<Outcome> first = stall();
        CompletableFuture<Outcome> second = stall();
        RawConnection one = connect().send(MAIL);
        await().until(() -> provider.calls().size() == 1);
        RawConnection two = connect().send(MAIL);
        await().until(() -> provider.calls().size() == 2);
        RawConnection waits = connect().send(MAIL);
        await().untilAsserted(() -> assertThat(waiting()).isEqualTo(1));

        String refused = connect().send(MAIL).untilTheEnd();
        assertThat(refused)
                .startsWith("HTTP/1.1 503 ")
                .containsIgnoringCase("retry-after: 1\r\n")
                .containsIgnoringCase("content-type: application/problem+json\r\n")
                .endsWith("try again in a moment.\"}");
        assertThat(connect().send(head("GET", "/providers")).status()).isEqualTo(503);
        assertThat(connect().send(head("GET", "/health/readiness")).status()).isEqualTo(200);

        first.complete(sent());
        assertThat(one.status()).isEqualTo(200);
        assertThat(waits.status()).isEqualTo(200);
        second.complete(sent());
        assertThat(two.status()).isEqualTo(200);
        allIsGivenBack();
    }

    @Test
    void oneThatWaitsTooLongIsRefused() throws Exception {
        restart(Map.of("server.queue-timeout", "300ms"));
        CompletableFuture<Outcome> first = stall();
        CompletableFuture<Outcome> second = stall();
        connect().send(MAIL);
        connect().send(MAIL);
        await().until(() -> provider.calls().size() == 2);
        assertThat(connect().send(MAIL).untilTheEnd()).startsWith("HTTP/1.1 503 ");
        first.complete(sent());
        second.complete(sent());
        allIsGivenBack();
    }

    @Test
    void whoeverGivesUpWhileItIsWorkedOnKeepsItsTurnUntilThatHasEnded() throws Exception {
        CompletableFuture<Outcome> first = stall();
        CompletableFuture<Outcome> second = stall();
        connect().send(MAIL).reset();
        connect().send(MAIL).reset();
        await().until(() -> provider.calls().size() == 2);
        assertThat(control().turns().left()).isZero();
        first.complete(sent());
        second.complete(sent());
        allIsGivenBack();
    }

    @Test
    void abortedUploadsLeaveNothingBehind() throws Exception {
        String begun = head("POST", "/send", "Content-Type: application/json", "Content-Length: " + LARGE)
                + "{\"to\":[\"ann@example.com\"],\"text\":\"" + "x".repeat(200_000);
        for (int i = 0; i < 300; i++) {
            RawConnection client = connect().send(i % 2 == 0 ? begun : begun.substring(0, begun.length() - 199_000));
            if (i % 3 == 0) {
                client.reset();
            } else {
                client.close();
            }
        }
        allIsGivenBack();
        assertThat(connect().send(MAIL).status()).isEqualTo(200);
    }

    @Test
    void soDoErrorsAndPipelinedRequests() throws Exception {
        for (int i = 0; i < 20; i++) {
            RawConnection client = connect();
            client.send(post("nonsense") + head("GET", "/no/such/path") + MAIL + head("GET", "/providers"));
            assertThat(client.status()).isEqualTo(400);
            assertThat(client.status()).isEqualTo(404);
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.status()).isEqualTo(200);
        }
        allIsGivenBack();
    }

    @Test
    void pipelinedRequestsAreWorkedOnOneAfterTheOther() throws Exception {
        CompletableFuture<Outcome> first = stall();
        RawConnection client = connect().send(MAIL.repeat(50));
        await().until(() -> provider.calls().size() == 1);
        assertThat(client.hears(Duration.ofMillis(200))).isFalse();
        assertThat(provider.calls()).hasSize(1);
        first.complete(sent());
        for (int i = 0; i < 50; i++) {
            assertThat(client.status()).isEqualTo(200);
        }
        allIsGivenBack();
    }

    @Test
    void largeBodiesWaitForOneAnothersMemory() throws Exception {
        String body = "{\"to\":[\"ann@example.com\"],\"text\":\"" + "x".repeat(LARGE - 100) + "\"}";
        String large = post(body);
        RawConnection slow = connect().send(large.substring(0, LARGE / 2));
        await().untilAsserted(() -> assertThat(control().memory().left()).isLessThan(LARGE));

        RawConnection next = connect().send(large);
        assertThat(next.hears(Duration.ofMillis(300))).isFalse();
        assertThat(connect().send(MAIL).status())
                .as("a small one does not wait")
                .isEqualTo(200);
        slow.send(large.substring(LARGE / 2));
        assertThat(slow.status()).isEqualTo(200);
        assertThat(next.status()).isEqualTo(200);
        allIsGivenBack();
    }

    @Test
    void whatIsLargerThanAllTheMemoryNeverFits() throws Exception {
        String head = head("POST", "/send", "Content-Type: application/json", "Content-Length: 1500001");
        assertThat(connect().send(head).untilTheEnd())
                .startsWith("HTTP/1.1 413 ")
                .contains("server.body-memory", "give the daemon more memory");
        RawConnection chunked =
                connect().send(head("POST", "/send", "Content-Type: application/json", "Transfer-Encoding: chunked"));
        String piece = "186a0\r\n" + "x".repeat(100_000) + "\r\n";
        for (int i = 0; i < 16; i++) {
            chunked.send(piece);
        }
        assertThat(chunked.untilTheEnd()).startsWith("HTTP/1.1 413 ").contains("server.body-memory");
        allIsGivenBack();
    }

    @Test
    void whatWasRefusedHalfWayHasOneAnswerAndLeavesNothingBehind() throws Exception {
        restart(Map.of("server.body-timeout", "300ms"));
        RawConnection client = connect()
                .send(head("POST", "/send", "Content-Type: application/json", "Content-Length: " + LARGE)
                        + "x".repeat(100_000));
        assertThat(client.untilTheEnd()).startsWith("HTTP/1.1 408 ").containsOnlyOnce("HTTP/1.1 4");
        // The client may go on sending for a while without a reset.
        client.send("x".repeat(LARGE - 100_001));
        allIsGivenBack();
        client.send("x");
        await().untilAsserted(() -> assertThat(control().openConnections()).isZero());
    }

    private void allIsGivenBack() {
        await().untilAsserted(() -> {
            assertThat(control().turns().left()).isEqualTo(2);
            assertThat(control().memory().left()).isEqualTo(1_500_000);
        });
    }

    private int waiting() {
        return control().turns().waiting();
    }

    private AdmissionControl control() {
        return daemon.context().getBean(AdmissionControl.class);
    }

    private CompletableFuture<Outcome> stall() {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        provider.answers(outcome);
        return outcome;
    }

    private static Outcome sent() {
        return new Sent(new Reply(200, "OK"), "1");
    }

    private RawConnection connect() throws IOException {
        RawConnection client = RawConnection.connect(daemon.uri("/"));
        clients.add(client);
        return client;
    }

    private void restart(Map<String, Object> properties) {
        daemon.close();
        daemon = start(properties);
    }

    private TestDaemon start(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "server.max-concurrent-requests", 2,
                "server.max-queued-requests", 1,
                "server.body-memory", 1_500_000));
        all.putAll(properties);
        return TestDaemon.with(all, provider);
    }
}
