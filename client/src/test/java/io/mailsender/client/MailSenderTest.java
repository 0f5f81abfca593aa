package io.mailsender.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailsender.client.model.Problem;
import io.mailsender.client.model.SendRequest;
import io.mailsender.client.model.SendResult;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class MailSenderTest {

    private static final String SENT = """
            {"id": "m1", "status": "sent", "provider_used": "größe", "possible_duplicate": false, "providers": []}""";
    private static final String PROBLEM = """
            {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "to[0]: no @ in “ann”",
             "errors": [{"field": "to[0]", "message": "no @ in “ann”"}]}""";

    @Test
    void sends() throws ApiException {
        try (TestServer server = new TestServer(200, "application/json", SENT)) {
            SendResult result = MailSender.at(server.url()).send(message());

            assertThat(result.getProviderUsed()).isEqualTo("größe");
            assertThat(result.getId()).isEqualTo("m1");
            assertThat(server.requests()).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.path()).isEqualTo("/send");
                assertThat(request.header("Content-type")).isEqualTo("application/json");
                assertThat(request.header("User-agent")).startsWith("mail-sender-client");
                assertThat(request.headers()).doesNotContainKeys("Authorization", "Upgrade");
            });
        }
    }

    @Test
    void sendsWithoutWaiting() {
        try (TestServer server = new TestServer(200, "application/json", SENT)) {
            SendResult result = MailSender.at(server.url()).sendAsync(message()).join();
            assertThat(result.getProviderUsed()).isEqualTo("größe");
        }
    }

    @Test
    void handsOverWithoutWaitingAndMayBeRepeated() throws ApiException {
        try (TestServer server = new TestServer(202, "application/json", "{\"id\": \"m1\", \"status\": \"queued\"}")) {
            String key = MailSender.newIdempotencyKey();
            SendResult result = MailSender.at(server.url()).send(message(), MailSender.RESPOND_ASYNC, key);

            assertThat(result.getId()).isEqualTo("m1");
            assertThat(result.getStatus()).isEqualTo("queued");
            assertThat(result.getProviderUsed()).isNull();
            assertThat(server.requests().get(0).header("Prefer")).isEqualTo("respond-async");
            assertThat(server.requests().get(0).header("Idempotency-key")).isEqualTo(key);
        }
    }

    @Test
    void makesAnotherKeyEachTime() {
        assertThat(MailSender.newIdempotencyKey()).isNotEqualTo(MailSender.newIdempotencyKey());
    }

    @Test
    void leavesOutWhatIsNotSet() throws ApiException {
        try (TestServer server = new TestServer(200, "application/json", SENT)) {
            MailSender.at(server.url()).send(message());
            assertThat(server.requests().get(0).body())
                    .isEqualTo("{\"to\":[\"ann@example.com\"],\"subject\":\"Grüße\",\"text\":\"李\"}");
        }
    }

    @Test
    void showsTheApiKey() throws ApiException {
        try (TestServer server = new TestServer(200, "application/json", SENT)) {
            MailSender.at(server.url() + "/", "secret").send(message());
            assertThat(server.requests().get(0).header("Authorization")).isEqualTo("Bearer secret");
            assertThat(server.requests().get(0).path()).isEqualTo("/send");
        }
    }

    @ParameterizedTest
    @NullAndEmptySource
    void showsNoApiKeyWhereThereIsNone(String none) throws ApiException {
        try (TestServer server = new TestServer(200, "application/json", SENT)) {
            MailSender.at(server.url(), none).send(message());
            assertThat(server.requests().get(0).headers()).doesNotContainKey("Authorization");
        }
    }

    @Test
    void readsAnswersOfANewerDaemon() throws ApiException {
        String newer = SENT.replace("}", ", \"news\": {\"a\": [1]}}");
        try (TestServer server = new TestServer(200, "application/json", newer)) {
            SendResult result = MailSender.at(server.url()).send(message());
            assertThat(result.getId()).isEqualTo("m1");
            assertThat(result.getRefused()).isNull();
        }
    }

    @Test
    void tellsTheProblem() {
        try (TestServer server = new TestServer(400, "application/problem+json", PROBLEM)) {
            ApiException e = catchThrowableOfType(
                    ApiException.class, () -> MailSender.at(server.url()).send(message()));
            assertThat(e.getCode()).isEqualTo(400);
            assertThat(e).hasMessageContaining("/send: 400 to[0]: no @ in “ann”");
            Problem problem = MailSender.problem(e).orElseThrow();
            assertThat(problem.getErrors()).singleElement().extracting("field").isEqualTo("to[0]");
            assertThat(problem.getProviders()).isNull();
        }
    }

    @Test
    void tellsTheProblemWithoutWaiting() {
        try (TestServer server = new TestServer(400, "application/problem+json", PROBLEM)) {
            assertThatThrownBy(() ->
                            MailSender.at(server.url()).sendAsync(message()).join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ApiException.class)
                    .hasMessageContaining("400 to[0]: no @ in “ann”");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<h1>Bad Gateway</h1>", ""})
    void saysSoWhereTheAnswerIsAProxys(String body) {
        try (TestServer server = new TestServer(502, "text/html", body)) {
            ApiException e = catchThrowableOfType(
                    ApiException.class, () -> MailSender.at(server.url()).send(message()));
            assertThat(e.getCode()).isEqualTo(502);
            assertThat(e.getResponseBody()).isEqualTo(body);
            assertThat(MailSender.problem(e)).isEmpty();
        }
    }

    @Test
    void keepsTheStatusWhereTheAnswerCannotBeRead() {
        try (TestServer server = new TestServer(200, "application/json", "{\"id\":")) {
            assertThatThrownBy(() -> MailSender.at(server.url()).send(message()))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.getCode()).isEqualTo(200));
        }
    }

    @Test
    void escapesTheAddressInThePath() throws ApiException {
        try (TestServer server = new TestServer(200, "application/json", "{\"address\": \"a\", \"providers\": []}")) {
            MailSender.at(server.url()).validationStatus("a+b/c?d@example.com");
            assertThat(server.requests().get(0).path()).isEqualTo("/validation/a%2Bb%2Fc%3Fd%40example.com");
        }
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        MailSenderApi mail = MailSender.at("http://127.0.0.1:" + port);
        assertThatThrownBy(() -> mail.send(message()))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.getCode()).isZero())
                .hasCauseInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> mail.sendAsync(message()).join()).cause().hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void refusesARequestThatIsNull() {
        MailSenderApi mail = MailSender.at("http://127.0.0.1:1");
        assertThatThrownBy(() -> mail.send(null)).isInstanceOf(ApiException.class);
        assertThat(mail.sendAsync(null)).isCompletedExceptionally();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1:8080", "localhost", "ftp://x", "http://", "http://x y", "http://x?a=b"})
    void refusesWhatIsNoUrl(String url) {
        assertThatThrownBy(() -> MailSender.at(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "secret\n", "sécret"})
    void refusesAKeyWithoutShowingIt(String key) {
        assertThatThrownBy(() -> MailSender.at("http://127.0.0.1:1", key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("cret");
    }

    private static SendRequest message() {
        return new SendRequest().addToItem("ann@example.com").subject("Grüße").text("李");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null"})
    void takesNoEmptyAnswerForOne(String body) {
        try (TestServer server = new TestServer(200, "application/json", body)) {
            ApiException e = catchThrowableOfType(ApiException.class, () -> MailSender.at(server.url()).providers());
            assertThat(e.getCode()).isEqualTo(200);
            assertThat(e).hasMessageContaining("it is empty");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://user:secret@host", "http://user:secret@a host", "user:secret@host", "http://host?x=secret"})
    void doesNotRepeatThePasswordOfAUrl(String url) {
        assertThatThrownBy(() -> MailSender.at(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
