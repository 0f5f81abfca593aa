package io.mailsender.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultyHttpServer.Request;
import io.mailsender.testing.TestCertificate;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookClientTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final byte[] BODY = "{\"type\":\"x\"}".getBytes(StandardCharsets.UTF_8);

    private FaultyHttpServer receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = FaultyHttpServer.start();
    }

    @AfterEach
    void stop() throws IOException {
        receiver.close();
    }

    private ReceiverAnswer post(String url, FakeResolver dns, String... allowed) throws Exception {
        return post(url, dns, LONG, allowed);
    }

    private static ReceiverAnswer post(String url, FakeResolver dns, Duration timeout, String... allowed)
            throws Exception {
        SslContext tls = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(TestCertificate.forLocalhost().caFile().toFile())
                .endpointIdentificationAlgorithm("HTTPS")
                .build();
        try (WebhookClient client =
                new WebhookClient(new ReceiverPolicy(List.of(allowed)), dns, tls, Clock.systemUTC())) {
            return client.post(url, Map.of("webhook-id", "msg_1"), BODY, timeout)
                    .toCompletableFuture()
                    .get(2, TimeUnit.MINUTES);
        }
    }

    private String url(String host, String path) {
        return "http://" + host + ":" + receiver.uri().getPort() + path;
    }

    @Test
    void postsToTheCheckedAddressWithTheNameAsHost() throws Exception {
        receiver.always(Behaviours.answer(202, "text/plain", "thanks\nline 2"));
        FakeResolver dns = new FakeResolver("127.0.0.1");

        ReceiverAnswer answer = post(url("hooks.internal", "/a?b=c"), dns, "hooks.internal");

        assertThat(answer).isEqualTo(new ReceiverAnswer(202, "thanks line 2", null));
        assertThat(answer.isSuccess()).isTrue();
        Request request = receiver.onlyRequest();
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /a?b=c");
        assertThat(request.header("host"))
                .isEqualTo("hooks.internal:" + receiver.uri().getPort());
        assertThat(request.header("content-type")).isEqualTo("application/json");
        assertThat(request.header("webhook-id")).isEqualTo("msg_1");
        assertThat(request.body()).isEqualTo(BODY);
        assertThat(dns.questions()).isEqualTo(1);
    }

    /** The second answer of a resolver is private: the host is looked up once, and what was checked is called. */
    @Test
    void aSecondAnswerOfTheResolverIsNotAskedFor() throws Exception {
        FakeResolver dns = new FakeResolver("127.0.0.1", "127.0.0.2");
        assertThat(post(url("hooks.internal", "/"), dns, "127.0.0.1").isSuccess())
                .isTrue();
        assertThat(dns.questions()).isEqualTo(1);
        assertThat(post(url("hooks.internal", "/"), dns, "127.0.0.1").text()).startsWith("not called");
        assertThat(receiver.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "8.8.8.8 127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254"})
    void aNameWithAnInternalAddressIsNotCalled(String addresses) throws Exception {
        String url = "https://example.com:" + receiver.uri().getPort() + "/";
        ReceiverAnswer answer = post(url, new FakeResolver(addresses));
        assertThat(answer.statusCode()).isZero();
        assertThat(answer.text()).startsWith("not called").doesNotContain("127.0.0.1");
        assertThat(receiver.connections()).isZero();
    }

    @Test
    void aUrlThatWasAllowedOnceIsCheckedAgain() throws Exception {
        assertThat(post(url("127.0.0.1", "/"), new FakeResolver()).text()).startsWith("not called");
        assertThat(post("http://127.1/", new FakeResolver()).text()).startsWith("not called");
        assertThat(receiver.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsAFailureAndNotFollowed(int status) throws Exception {
        receiver.always(Behaviours.redirectToItself(status));
        ReceiverAnswer answer = post(url("127.0.0.1", "/"), new FakeResolver(), "127.0.0.1");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.isSuccess()).isFalse();
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void readsAnEndlessAnswerUpToALimit() throws Exception {
        receiver.always(exchange -> {
            exchange.receive();
            exchange.write("HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                exchange.write("x".repeat(8_192));
            }
        });
        ReceiverAnswer answer = post(url("127.0.0.1", "/"), new FakeResolver(), "127.0.0.1");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.text()).hasSize(ReceiverAnswer.MAX_TEXT);
    }

    @Test
    void doesNotWaitForever() throws Exception {
        receiver.always(exchange -> {
            exchange.receive();
            exchange.awaitClientClose();
        });
        ReceiverAnswer answer = post(url("127.0.0.1", "/"), new FakeResolver(), Duration.ofMillis(300), "127.0.0.1");
        assertThat(answer).isEqualTo(ReceiverAnswer.none("no answer within 300 ms"));
    }

    /** It has the event, and would get it up to ten times. */
    @Test
    void aStatusLineIsAnAnswerEvenIfTheBodyStalls() throws Exception {
        receiver.always(exchange -> {
            exchange.receive();
            exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthan");
            exchange.awaitClientClose();
        });
        ReceiverAnswer answer = post(url("127.0.0.1", "/"), new FakeResolver(), Duration.ofSeconds(2), "127.0.0.1");
        assertThat(answer).isEqualTo(new ReceiverAnswer(200, "than", null));
    }

    @Test
    void readsRetryAfter() throws Exception {
        receiver.always(Behaviours.status(429, "Retry-After: 120"));
        assertThat(post(url("127.0.0.1", "/"), new FakeResolver(), "127.0.0.1").retryAfter())
                .isEqualTo(Duration.ofMinutes(2));
        receiver.always(Behaviours.status(503, "Retry-After: 99999999"));
        assertThat(post(url("127.0.0.1", "/"), new FakeResolver(), "127.0.0.1").retryAfter())
                .isEqualTo(Duration.ofMinutes(15));
        receiver.always(Behaviours.status(503, "Retry-After: soon"));
        assertThat(post(url("127.0.0.1", "/"), new FakeResolver(), "127.0.0.1").retryAfter())
                .isNull();
    }

    @Test
    void anAnswerThatIsNotHttpIsNone() throws Exception {
        receiver.always(exchange -> {
            exchange.receive();
            exchange.write("SSH-2.0-OpenSSH_9.9\r\n\r\n");
            exchange.awaitClientClose();
        });
        assertThat(post(url("127.0.0.1", "/"), new FakeResolver(), "127.0.0.1").statusCode())
                .isZero();
        receiver.always(exchange -> {
            exchange.receive();
            exchange.close(true);
        });
        assertThat(post(url("127.0.0.1", "/"), new FakeResolver(), "127.0.0.1").statusCode())
                .isZero();
    }

    @Test
    void skipsInformationalAnswers() throws Exception {
        receiver.always(exchange -> {
            exchange.receive();
            exchange.write("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
        });
        assertThat(post(url("127.0.0.1", "/"), new FakeResolver(), "127.0.0.1").statusCode())
                .isEqualTo(204);
    }

    @Test
    void triesTheNextAddress() throws Exception {
        // Nobody listens at the first one.
        FakeResolver dns = new FakeResolver("127.0.0.9 127.0.0.1");
        assertThat(post(url("hooks.internal", "/"), dns, "hooks.internal").isSuccess())
                .isTrue();
    }

    @Test
    void theCertificateMustBeForTheName() throws Exception {
        try (FaultyHttpServer https = FaultyHttpServer.startUntrusted()) {
            int port = https.uri().getPort();
            FakeResolver dns = new FakeResolver("127.0.0.1");
            assertThat(post("https://localhost:" + port + "/", dns, "localhost").statusCode())
                    .isEqualTo(200);
            assertThat(post("https://hooks.internal:" + port + "/", dns, "hooks.internal")
                            .text())
                    .startsWith("TLS: ");
            assertThat(https.requests()).hasSize(1);
        }
    }

    @Test
    void saysIfThereIsNoHost() throws Exception {
        assertThat(post("https://example.com/", new FakeResolver()).text()).startsWith("the host has no address");
    }
}
