package io.mailsender.provider;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.HttpResult.NoAnswer;
import io.mailsender.provider.HttpResult.NotConnected;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultyHttpServer.Behaviour;
import io.mailsender.testing.Unreachable;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.client.RawHttpClientRegistry;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderHttpTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(400);

    private static ApplicationContext context;
    private FaultyHttpServer server;

    @BeforeAll
    static void start() throws IOException {
        context = ApplicationContext.run();
        // The first exchange loads a thousand classes, which may take longer than a short timeout.
        try (FaultyHttpServer warmUp = FaultyHttpServer.start()) {
            post(warmUp.uri(), LONG);
        }
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @BeforeEach
    void listen() throws IOException {
        server = FaultyHttpServer.start();
    }

    @AfterEach
    void hangUp() throws IOException {
        server.close();
    }

    @Test
    void answersWithStatusHeadersAndBody() {
        server.always(Behaviours.json(202, "{\"id\":\"ü\"}", "X-Message-Id: 7"));
        HttpResult result = post(server.uri(), LONG);
        assertThat(result).isInstanceOfSatisfying(Answer.class, answer -> {
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.body()).isEqualTo("{\"id\":\"ü\"}");
            assertThat(answer.headers().get("x-message-id")).isEqualTo("7");
        });
        assertThat(server.onlyRequest().text()).isEqualTo("hello");
    }

    @Test
    void reusesConnections() {
        for (int i = 0; i < 20; i++) {
            post(server.uri(), LONG);
        }
        assertThat(server.connections()).isLessThan(20);
    }

    @Test
    void refusedConnectionIsNoConnection() throws IOException {
        try (Unreachable nobody = Unreachable.refusing()) {
            assertThat(post(nobody.uri(), LONG)).isInstanceOf(NotConnected.class);
        }
    }

    @Test
    void silentHostIsNoConnectionForManyRequestsAtOnce() throws IOException {
        try (Unreachable nobody = Unreachable.silent()) {
            List<CompletableFuture<HttpResult>> results = IntStream.range(0, 20)
                    .mapToObj(i -> exchange(nobody.uri(), LONG))
                    .toList();
            assertThat(results).allSatisfy(r -> assertThat(r.join()).isInstanceOf(NotConnected.class));
        }
    }

    @Test
    void neverSendsWithoutAConnectionInTime() throws Exception {
        try (Unreachable slow = Unreachable.silent()) {
            assertThat(post(slow.uri(), SHORT)).isInstanceOf(NotConnected.class);
            assertThat(slow.receive()).isEmpty();
        }
    }

    @Test
    void unknownHostIsNoConnection() {
        assertThat(post(URI.create("http://no-such-host.invalid"), LONG)).isInstanceOf(NotConnected.class);
    }

    @Test
    void untrustedCertificateIsNoConnection() throws IOException {
        try (FaultyHttpServer tls = FaultyHttpServer.startUntrusted()) {
            assertThat(post(tls.uri(), LONG)).isInstanceOf(NotConnected.class);
            assertThat(tls.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void brokenHandshakeIsNoConnection(boolean reset) throws IOException {
        try (FaultyHttpServer tls = FaultyHttpServer.startBrokenHandshake(reset)) {
            assertThat(post(tls.uri(), LONG)).isInstanceOf(NotConnected.class);
        }
    }

    @Test
    void closesTheConnectionAtTheTimeout() {
        server.always(Behaviours.neverAnswer());
        assertThat(post(server.uri(), SHORT)).isInstanceOf(NoAnswer.class);
        await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
        assertThat(server.posts()).hasSize(1);
    }

    @Test
    void closesTheConnectionIfTheBodyIsLate() {
        server.always(Behaviours.stallInBody(200));
        assertStatusWithoutBody(post(server.uri(), SHORT), 200);
        await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
    }

    @Test
    void closesTheConnectionOnAnEndlessAnswer() {
        server.always(Behaviours.endlessBody(200));
        assertStatusWithoutBody(post(server.uri(), LONG), 200);
        await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 ", "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\n"})
    void closesTheConnectionOnAnEndlessLine(String begin) {
        server.always(Behaviours.endlessLine(begin));
        assertThat(post(server.uri(), LONG))
                .isInstanceOfSatisfying(
                        NoAnswer.class,
                        no -> assertThat(no.reason()).hasSizeLessThan(300).doesNotContain("no answer within"));
        await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
    }

    @Test
    void closesTheConnectionOnEndlessHeaders() {
        server.always(Behaviours.endlessHead(200));
        assertThat(post(server.uri(), LONG))
                .isInstanceOfSatisfying(
                        NoAnswer.class, no -> assertThat(no.reason()).doesNotContain("no answer within"));
        await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
    }

    /** 300 kB, far below the limit, unpack to 300 MB. */
    @Test
    void limitsTheUnpackedSizeOfAnAnswer() {
        server.always(Behaviours.gzipBomb(200, 300));
        assertStatusWithoutBody(post(server.uri(), LONG), 200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
                "http://[fd00:ec2::254]/latest/meta-data/",
                "file:///etc/passwd",
                "//127.0.0.1:1/",
                "gopher://127.0.0.1:25/_MAIL",
                "not a url"
            })
    void opensNoUrlOfAnAnswer(String location) {
        server.always(Behaviours.json(307, "{}", "Location: " + location, "Refresh: 0;url=" + location));
        assertThat(post(server.uri(), LONG))
                .isInstanceOfSatisfying(
                        Answer.class, answer -> assertThat(answer.status()).isEqualTo(307));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void keepsNoCookies() {
        server.always(Behaviours.json(200, "{}", "Set-Cookie: a=b; Path=/", "Set-Cookie: c=" + "d".repeat(4000)));
        post(server.uri(), LONG);
        post(server.uri(), LONG);
        assertThat(server.requests())
                .hasSize(2)
                .noneMatch(request -> request.headers().containsKey("cookie"));
    }

    @Test
    void neverReusesAConnectionThatTimedOut() {
        server.next(Behaviours.neverAnswer());
        post(server.uri(), SHORT);
        assertThat(post(server.uri(), LONG)).isInstanceOf(Answer.class);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void slowHeadIsBoundByTheDeadline() {
        server.always(Behaviours.trickleHead(200));
        assertThat(post(server.uri(), SHORT)).isInstanceOf(NoAnswer.class);
        await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
    }

    @Test
    void slowBodyIsBoundByTheDeadline() {
        server.always(Behaviours.trickleBody(503));
        assertStatusWithoutBody(post(server.uri(), SHORT), 503);
    }

    @Test
    void truncatedBodyLeavesTheStatus() {
        server.next(Behaviours.truncateBody(200), Behaviours.truncateChunks(429));
        assertStatusWithoutBody(post(server.uri(), LONG), 200);
        assertStatusWithoutBody(post(server.uri(), LONG), 429);
        assertThat(server.posts()).hasSize(2);
    }

    @Test
    void connectionClosedAfterTheRequestIsNoAnswer() {
        server.next(Behaviours.closeAfterRequest(), Behaviours.resetAfterRequest(), Behaviours.resetBeforeBody());
        for (int i = 0; i < 3; i++) {
            assertThat(post(server.uri(), LONG)).isInstanceOf(NoAnswer.class);
        }
        assertThat(server.posts()).hasSize(3);
    }

    @Test
    void connectionClosedAfterTheRequestIsNotRepeatedOnAReusedConnection() {
        server.at("/closes", Behaviours.closeAfterRequest());
        int rounds = 0;
        int connections;
        do {
            // A connection becomes free shortly after its answer. Until then, the next request opens another one.
            connections = server.connections();
            post(server.uri(), LONG);
            assertThat(post(server.uri().resolve("/closes"), LONG)).isInstanceOf(NoAnswer.class);
            rounds++;
        } while (server.connections() > connections + 1 && rounds < 100);
        assertThat(rounds).isLessThan(100);
        assertThat(server.posts()).hasSize(2 * rounds);
    }

    @Test
    void connectionThatTheServerClosedWhileIdleIsReplaced() {
        server.always(Behaviours.answerThenClose(200, "{}"));
        post(server.uri(), LONG);
        await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
        assertThat(post(server.uri(), LONG)).isInstanceOf(Answer.class);
    }

    @Test
    void garbageIsNoAnswer() {
        server.always(Behaviours.garbage());
        assertThat(post(server.uri(), LONG)).isInstanceOf(NoAnswer.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirect(int status) {
        server.always(Behaviours.redirectToItself(status));
        assertThat(post(server.uri(), LONG))
                .isInstanceOfSatisfying(
                        Answer.class, answer -> assertThat(answer.status()).isEqualTo(status));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void awaitsALateAnswerForALimitedTime() {
        server.always(Behaviours.neverAnswer());
        Semaphore listeners = new Semaphore(1);
        CompletionStage<HttpResult> late = late(shortListener(), listeners);
        assertThat(result(late))
                .isInstanceOfSatisfying(
                        NoAnswer.class, no -> assertThat(no.late()).isNull());
        await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
        await().untilAsserted(() -> assertThat(listeners.availablePermits()).isEqualTo(1));
        assertThat(server.posts()).hasSize(1);
    }

    /** The message cannot have been accepted, and listening would keep its body in memory. */
    @Test
    void doesNotListenIfTheRequestHasNotLeft() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://127.0.0.1:" + deaf.getLocalPort());
            Semaphore listeners = new Semaphore(1);
            CompletionStage<HttpResult> result = context.getBean(ProviderHttp.class)
                    .exchange(HttpRequest.POST(uri, null), new byte[20_000_000], SHORT, listeners);
            assertThat(result(result))
                    .isInstanceOfSatisfying(
                            NoAnswer.class, no -> assertThat(no.late()).isNull());
            assertThat(listeners.availablePermits()).isEqualTo(1);
        }
    }

    @Test
    void slowHeadEndsWithTheListening() {
        server.always(Behaviours.trickleHead(200));
        assertThat(result(late(shortListener(), new Semaphore(1)))).isInstanceOf(NoAnswer.class);
        await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
    }

    @Test
    void lateStatusIsTheAnswerIfTheBodyDoesNotCome() {
        CompletableFuture<Behaviour> later = new CompletableFuture<>();
        server.always(Behaviours.later(later));
        CompletionStage<HttpResult> late = late(context.getBean(ProviderHttp.class), new Semaphore(1));
        later.complete(Behaviours.truncateBody(202));
        assertStatusWithoutBody(result(late), 202);
    }

    @Test
    void limitsTheNumberOfListeners() {
        server.always(Behaviours.neverAnswer());
        ProviderHttp http = context.getBean(ProviderHttp.class);
        Semaphore one = new Semaphore(1);
        CompletionStage<HttpResult> late = late(http, one);
        assertThat(exchange(http, one).join())
                .isInstanceOfSatisfying(
                        NoAnswer.class, no -> assertThat(no.late()).isNull());
        await().untilAsserted(() -> assertThat(server.openConnections()).isEqualTo(1));
        assertThat(late.toCompletableFuture()).isNotDone();
        assertThat(post(server.uri().resolve("/other"), SHORT)).isInstanceOf(NoAnswer.class);
    }

    @Test
    void listenersDelayNoOtherRequest() {
        CompletableFuture<Behaviour> later = new CompletableFuture<>();
        ProviderHttp http = context.getBean(ProviderHttp.class);
        Semaphore listeners = new Semaphore(100);
        List<CompletionStage<HttpResult>> late = new ArrayList<>();
        // One after the other: with many connections at once, the server would be late with some.
        for (int i = 0; i < 20; i++) {
            server.next(Behaviours.later(later));
            late.add(late(http, listeners));
        }
        assertThat(post(server.uri(), LONG)).isInstanceOf(Answer.class);
        later.complete(Behaviours.json(200, "{}"));
        assertThat(late).allSatisfy(r -> assertThat(result(r)).isInstanceOf(Answer.class));
    }

    @Test
    void neverListensIfNothingWasSent() throws Exception {
        try (Unreachable slow = Unreachable.silent()) {
            Semaphore listeners = new Semaphore(1);
            HttpResult result = context.getBean(ProviderHttp.class)
                    .exchange(HttpRequest.POST(slow.uri(), null), new byte[1], SHORT, listeners)
                    .toCompletableFuture()
                    .join();
            assertThat(result).isInstanceOf(NotConnected.class);
            assertThat(listeners.availablePermits()).isEqualTo(1);
            assertThat(slow.receive()).isEmpty();
        }
    }

    @Test
    void listeningEndsWithTheDaemon() {
        server.always(Behaviours.neverAnswer());
        CompletionStage<HttpResult> late;
        try (ApplicationContext other = ApplicationContext.run()) {
            late = late(other.getBean(ProviderHttp.class), new Semaphore(1));
        }
        assertThat(result(late)).isInstanceOf(NoAnswer.class);
        await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
    }

    /** A body may have 25 MB. */
    @Test
    void keepsNoBodyWhileItListens() {
        server.always(Behaviours.neverAnswer());
        byte[] body = new byte[1 << 20];
        WeakReference<byte[]> kept = new WeakReference<>(body);
        HttpResult result = context.getBean(ProviderHttp.class)
                .exchange(HttpRequest.POST(server.uri(), null), body, SHORT, new Semaphore(1))
                .toCompletableFuture()
                .join();
        assertThat(result)
                .isInstanceOfSatisfying(
                        NoAnswer.class, no -> assertThat(no.late()).isNotNull());
        body = null;
        await().untilAsserted(() -> {
            System.gc();
            assertThat(kept.get()).isNull();
        });
        assertThat(requireNonNull(((NoAnswer) result).late()).toCompletableFuture())
                .isNotDone();
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain; charset=iso-8859-1, ISO-8859-1",
        "text/plain; charset=windows-1252, windows-1252",
        "application/json; charset=utf-16, UTF-16",
        "text/plain; charset=utf-8, UTF-8",
        "text/plain, UTF-8",
        "application/json, UTF-8",
        "text/plain; charset=no-such-charset, UTF-8",
        "text/plain; charset=, UTF-8",
        "nonsense, UTF-8",
    })
    void readsABodyInItsCharset(String type, String charset) {
        byte[] body = "Zugriff für Sie gesperrt".getBytes(Charset.forName(charset));
        server.always(exchange -> {
            exchange.receive();
            exchange.write(
                    "HTTP/1.1 403 No\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n\r\n");
            exchange.out().write(body);
        });
        assertThat(post(server.uri(), LONG))
                .isInstanceOfSatisfying(
                        Answer.class, answer -> assertThat(answer.body()).isEqualTo("Zugriff für Sie gesperrt"));
    }

    private static ProviderHttp shortListener() {
        return new ProviderHttp(
                context.getBean(RawHttpClientRegistry.class)
                        .getRawClient(ProviderHttp.VERSION, ProviderHttp.CLIENT, null),
                SHORT);
    }

    private CompletionStage<HttpResult> late(ProviderHttp http, Semaphore listeners) {
        HttpResult result = exchange(http, listeners).join();
        // A busy machine may not connect in time.
        for (int i = 0; i < 20 && result instanceof NotConnected; i++) {
            result = exchange(http, listeners).join();
        }
        assertThat(result).isInstanceOf(NoAnswer.class);
        return requireNonNull(((NoAnswer) result).late());
    }

    private CompletableFuture<HttpResult> exchange(ProviderHttp http, Semaphore listeners) {
        return http.exchange(HttpRequest.POST(server.uri(), null), new byte[1], SHORT, listeners)
                .toCompletableFuture();
    }

    private static HttpResult result(CompletionStage<HttpResult> late) {
        return late.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static void assertStatusWithoutBody(HttpResult result, int status) {
        assertThat(result).isInstanceOfSatisfying(Answer.class, answer -> {
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).isNull();
        });
    }

    private static HttpResult post(URI uri, Duration timeout) {
        return exchange(uri, timeout).join();
    }

    private static CompletableFuture<HttpResult> exchange(URI uri, Duration timeout) {
        return exchange(context.getBean(ProviderHttp.class), uri, timeout);
    }

    /** Posts a body of one word. */
    static CompletableFuture<HttpResult> exchange(ProviderHttp http, URI uri, Duration timeout) {
        return http.exchange(HttpRequest.POST(uri, null), "hello".getBytes(StandardCharsets.UTF_8), timeout)
                .toCompletableFuture();
    }
}
