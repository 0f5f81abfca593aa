package io.mailsender.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailsender.client.model.ApiKey;
import io.mailsender.client.model.Problem;
import io.mailsender.client.model.SendRequest;
import io.mailsender.client.model.SendResult;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void sendsWithoutBlocking() {
        try (TestServer server = new TestServer(200, "application/json", SENT)) {
            SendResult result = MailSender.at(server.url()).sendAsync(message()).join();
            assertThat(result.getProviderUsed()).isEqualTo("größe");
        }
    }

    @Test
    void passesPreferAndTheIdempotencyKey() throws ApiException {
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
    void makesADifferentIdempotencyKeyEachTime() {
        assertThat(MailSender.newIdempotencyKey()).isNotEqualTo(MailSender.newIdempotencyKey());
    }

    @Test
    void omitsFieldsThatAreNotSet() throws ApiException {
        try (TestServer server = new TestServer(200, "application/json", SENT)) {
            MailSender.at(server.url()).send(message());
            assertThat(server.requests().get(0).body())
                    .isEqualTo("{\"to\":[\"ann@example.com\"],\"subject\":\"Grüße\",\"text\":\"李\"}");
        }
    }

    @Test
    void sendsTheApiKey() throws ApiException {
        try (TestServer server = new TestServer(200, "application/json", SENT)) {
            MailSender.at(server.url() + "/", "secret").send(message());
            assertThat(server.requests().get(0).header("Authorization")).isEqualTo("Bearer secret");
            assertThat(server.requests().get(0).path()).isEqualTo("/send");
        }
    }

    @ParameterizedTest
    @NullAndEmptySource
    void sendsNoAuthorizationWithoutAnApiKey(String none) throws ApiException {
        try (TestServer server = new TestServer(200, "application/json", SENT)) {
            MailSender.at(server.url(), none).send(message());
            assertThat(server.requests().get(0).headers()).doesNotContainKey("Authorization");
        }
    }

    @Test
    void ignoresFieldsOfANewerDaemon() throws ApiException {
        String newer = SENT.replace("}", ", \"news\": {\"a\": [1]}}");
        try (TestServer server = new TestServer(200, "application/json", newer)) {
            SendResult result = MailSender.at(server.url()).send(message());
            assertThat(result.getId()).isEqualTo("m1");
            assertThat(result.getRefused()).isNull();
        }
    }

    @Test
    void reportsTheProblem() {
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
    void reportsTheProblemWithoutBlocking() {
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
    void reportsTheAnswerOfAProxy(String body) {
        try (TestServer server = new TestServer(502, "text/html", body)) {
            ApiException e = catchThrowableOfType(
                    ApiException.class, () -> MailSender.at(server.url()).send(message()));
            assertThat(e.getCode()).isEqualTo(502);
            assertThat(e.getResponseBody()).isEqualTo(body);
            assertThat(MailSender.problem(e)).isEmpty();
        }
    }

    @Test
    void keepsTheStatusOfAnAnswerThatCannotBeRead() {
        try (TestServer server = new TestServer(200, "application/json", "{\"id\":")) {
            assertThatThrownBy(() -> MailSender.at(server.url()).send(message()))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.getCode()).isEqualTo(200));
        }
    }

    @Test
    void refusesAnEmptyAnswerToSend() {
        try (TestServer server = new TestServer(200, "application/json", "")) {
            ApiException e = catchThrowableOfType(
                    ApiException.class, () -> MailSender.at(server.url()).send(message()));
            assertThat(e).hasMessageContaining("cannot be read: the body is empty");
            assertThat(e.mayHaveBeenSent()).isTrue();
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
    void reportsThatTheConnectionIsRefused() throws IOException {
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            MailSenderApi mail = MailSender.at("http://127.0.0.1:" + bound.getLocalPort());
            assertThatThrownBy(() -> mail.send(message()))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.getCode()).isZero())
                    .hasCauseInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> mail.sendAsync(message()).join())
                    .cause()
                    .hasCauseInstanceOf(ConnectException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "301, false",
        "400, false",
        "401, false",
        "404, false",
        "409, false",
        "413, false",
        "429, false",
        "500, true",
        "502, true",
        "503, false",
        "504, true"
    })
    void statusTellsWhetherItMayHaveBeenSent(int status, boolean may) {
        try (TestServer server = new TestServer(status, "text/html", "")) {
            ApiException e = catchThrowableOfType(
                    ApiException.class, () -> MailSender.at(server.url()).send(message()));
            assertThat(e.mayHaveBeenSent()).isEqualTo(may);
        }
    }

    @ParameterizedTest
    @CsvSource({"502, false", "502, true"})
    void possibleDuplicateOverridesTheStatus(int status, boolean may) {
        String problem = "{\"status\": 502, \"title\": \"x\", \"possible_duplicate\": " + may + "}";
        try (TestServer server = new TestServer(status, "application/problem+json", problem)) {
            ApiException e = catchThrowableOfType(
                    ApiException.class, () -> MailSender.at(server.url()).send(message()));
            assertThat(e.mayHaveBeenSent()).isEqualTo(may);
        }
    }

    @Test
    void mayHaveBeenSentIfTheConnectionBreaksAfterTheRequest() throws IOException {
        try (RawAnswerServer server = new RawAnswerServer("", true)) {
            MailSenderApi mail = MailSender.at(server.url());
            ApiException e = catchThrowableOfType(ApiException.class, () -> mail.send(message()));
            assertThat(e.getCode()).isZero();
            assertThat(e.mayHaveBeenSent()).isTrue();
            // A request without a body counts as sent, too.
            assertThat(catchThrowableOfType(ApiException.class, () -> mail.resend("m1"))
                            .mayHaveBeenSent())
                    .isTrue();
        }
    }

    @Test
    void readsKeyStatusesOfANewerDaemon() throws ApiException {
        String keys = """
                {"keys": [{"name": "a", "status": "suspended", "scopes": ["send"], "created": "2026-11-28T22:00:00.5Z"}]}""";
        try (TestServer server = new TestServer(200, "application/json", keys)) {
            ApiKey key = MailSender.at(server.url()).keys().getKeys().get(0);
            assertThat(key.getStatus()).isEqualTo("suspended");
            assertThat(key.getCreated()).isEqualTo("2026-11-28T22:00:00.5Z");
        }
    }

    /** An older client could not read the values that a newer daemon adds. */
    @Test
    void noAnswerHasAnEnumeration() {
        Set<Class<?>> answers = new LinkedHashSet<>();
        for (Method operation : MailSenderApi.class.getMethods()) {
            collect(operation.getReturnType(), answers);
        }
        assertThat(answers).contains(SendResult.class, ApiKey.class);
        assertThat(answers).noneMatch(Class::isEnum);
    }

    private static void collect(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType list) {
            Stream.of(list.getActualTypeArguments()).forEach(each -> collect(each, found));
        } else if (type instanceof Class<?> one
                && found.add(one)
                && one.getName().startsWith("io.mailsender.client.model")) {
            Stream.of(one.getMethods())
                    .filter(method -> method.getParameterCount() == 0)
                    .forEach(getter -> collect(getter.getGenericReturnType(), found));
        }
    }

    @Test
    void writesInstantsAsInRfc3339() throws ApiException {
        try (TestServer server = new TestServer(200, "application/json", SENT)) {
            MailSender.at(server.url()).send(message().sendAt(OffsetDateTime.parse("2030-01-01T08:00:00Z")));
            assertThat(server.requests().get(0).body()).contains("\"2030-01-01T08:00:00Z\"");
        }
    }

    @Test
    void refusesANullRequest() {
        MailSenderApi mail = MailSender.at("http://127.0.0.1:1");
        assertThatThrownBy(() -> mail.send(null)).isInstanceOf(ApiException.class);
        assertThat(mail.sendAsync(null)).isCompletedExceptionally();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1:8080",
                "localhost",
                "ftp://x",
                "http://",
                "http://x y",
                "http://x?a=b",
                "http://x:65536",
                "http://ann:secret@x"
            })
    void refusesAnInvalidUrl(String url) {
        assertThatThrownBy(() -> MailSender.at(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "secret\n", "sécret"})
    void refusesAnInvalidApiKeyWithoutShowingIt(String key) {
        assertThatThrownBy(() -> MailSender.at("http://127.0.0.1:1", key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("cret");
    }

    private static SendRequest message() {
        return new SendRequest().addToItem("ann@example.com").subject("Grüße").text("李");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null"})
    void refusesAnEmptyAnswer(String body) {
        try (TestServer server = new TestServer(200, "application/json", body)) {
            ApiException e = catchThrowableOfType(
                    ApiException.class, () -> MailSender.at(server.url()).providers());
            assertThat(e.getCode()).isEqualTo(200);
            assertThat(e).hasMessageContaining("the body is empty");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:secret@host",
                "http://user:secret@a host",
                "user:secret@host",
                "http://host?x=secret"
            })
    void doesNotShowThePasswordOfAUrl(String url) {
        assertThatThrownBy(() -> MailSender.at(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
