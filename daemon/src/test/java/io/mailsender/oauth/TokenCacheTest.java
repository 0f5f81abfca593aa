package io.mailsender.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultyHttpServer.Behaviour;
import io.mailsender.testing.SettableClock;
import io.mailsender.testing.Unreachable;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over a token endpoint on a real socket. The refusals are Microsoft's and Google's. */
class TokenCacheTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private static ApplicationContext context;

    private final SettableClock clock = new SettableClock();
    private FaultyHttpServer server;

    @BeforeAll
    static void startBeans() {
        context = ApplicationContext.run();
    }

    @AfterAll
    static void stopBeans() {
        context.close();
    }

    @BeforeEach
    void startServer() throws IOException {
        server = FaultyHttpServer.start();
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    @Test
    void postsTheFormAndKeepsTheToken() {
        server.always(token("first", 3600));
        TokenCache cache = cache();
        assertThat(cache.cached()).isEmpty();

        assertThat(value(cache.request(LONG))).isEqualTo("first");

        assertThat(cache.cached().orElseThrow().value()).isEqualTo("first");
        assertThat(server.onlyRequest().method()).isEqualTo("POST");
        assertThat(server.onlyRequest().path()).isEqualTo("/token");
        assertThat(server.onlyRequest().header("content-type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(server.onlyRequest().text())
                .isEqualTo("client_secret=a%26b%3D%C3%A9+%2B&grant_type=client_credentials");
    }

    @Test
    void askedAtOnceItMakesOneRequest() {
        CompletableFuture<Behaviour> later = new CompletableFuture<>();
        server.always(Behaviours.later(later));
        TokenCache cache = cache();
        List<CompletionStage<AccessToken>> waiting =
                Stream.generate(() -> cache.request(LONG)).limit(50).toList();
        later.complete(token("one", 3600));
        assertThat(waiting).allSatisfy(token -> assertThat(value(token)).isEqualTo("one"));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void renewsInTheBackgroundAfterFourFifthsOfItsLife() {
        CompletableFuture<Behaviour> later = new CompletableFuture<>();
        server.next(token("old", 1000), Behaviours.later(later));
        TokenCache cache = cache();
        value(cache.request(LONG));
        clock.advance(Duration.ofSeconds(799));
        assertThat(cache.cached().orElseThrow().value()).isEqualTo("old");
        assertThat(server.requests()).hasSize(1);

        clock.advance(Duration.ofSeconds(1));
        assertThat(cache.cached().orElseThrow().value()).isEqualTo("old");
        assertThat(cache.cached().orElseThrow().value()).isEqualTo("old");
        later.complete(token("new", 1000));
        await().until(() -> cache.cached().orElseThrow().value().equals("new"));
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void usesTheOldTokenUntilItExpiresIfItCannotBeRenewed() {
        server.next(token("old", 1000)).always(Behaviours.json(503, "{\"error\":\"temporarily_unavailable\"}"));
        TokenCache cache = cache();
        value(cache.request(LONG));
        clock.advance(Duration.ofSeconds(900));
        assertThat(cache.cached()).isPresent();
        await().until(() -> server.requests().size() == 2);
        assertThat(cache.cached()).isPresent();
        assertThat(server.requests()).as("not with every message").hasSize(2);
        clock.advance(Duration.ofSeconds(11));
        assertThat(cache.cached()).isPresent();
        await().until(() -> server.requests().size() == 3);
        clock.advance(Duration.ofSeconds(60));
        assertThat(cache.cached()).isEmpty();
        assertThat(refusal(cache).cause()).isEqualTo(Cause.UNREACHABLE);
    }

    @Test
    void replacesARefusedToken() {
        server.next(token("refused", 3600), token("accepted", 3600));
        TokenCache cache = cache();
        AccessToken refused = cache.request(LONG).toCompletableFuture().join();
        assertThat(value(cache.other(refused, LONG))).isEqualTo("accepted");
        assertThat(value(cache.other(refused, LONG)))
                .as("another attempt replaced it")
                .isEqualTo("accepted");
        assertThat(server.requests()).hasSize(2);
    }

    /** login.microsoftonline.com and oauth2.googleapis.com; AADSTS codes: Microsoft Entra authentication error codes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            401 | {"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. Trace ID: 1 Correlation ID: 2"} | ACCOUNT | no token: invalid_client: AADSTS7000215: Invalid client secret provided.
            401 | {"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys are expired.\\r\\nTrace ID: 1"} | ACCOUNT | no token: invalid_client: AADSTS7000222: The provided client secret keys are expired.
            401 | {"error":"invalid_client","error_description":"AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application."} | ACCOUNT | no token: invalid_client: AADSTS700027: The certificate
            400 | {"error":"unauthorized_client","error_description":"AADSTS700016: Application with identifier 'x' was not found in the directory"} | ACCOUNT | no token: unauthorized_client: AADSTS700016
            400 | {"error":"invalid_request","error_description":"AADSTS90002: Tenant 'x' not found."} | ACCOUNT | no token: invalid_request: AADSTS90002
            400 | {"error":"invalid_scope","error_description":"AADSTS70011: The provided value for scope is not valid."} | ACCOUNT | no token: invalid_scope: AADSTS70011
            400 | {"error":"invalid_grant","error_description":"Token has been expired or revoked."} | ACCOUNT | no token: invalid_grant: Token has been expired or revoked.
            400 | {"error":"invalid_grant","error_description":"Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."} | ACCOUNT | no token: invalid_grant: Invalid JWT
            401 | {"error":"unauthorized_client","error_description":"Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested."} | ACCOUNT | no token: unauthorized_client: Client is unauthorized
            429 | {"error":"too_many_requests"} | THROTTLED | no token: too_many_requests
            400 | {"error":"temporarily_unavailable","error_description":"AADSTS90033: A transient error has occurred."} | UNREACHABLE | no token: temporarily_unavailable
            500 | {"error":"server_error"} | UNREACHABLE | no token: server_error
            503 | "" | UNREACHABLE | no token: the token endpoint answered HTTP 503 without one
            404 | <html>not here</html> | UNREACHABLE | no token: the token endpoint answered HTTP 404 without one
            302 | "" | UNREACHABLE | no token: the token endpoint answered HTTP 302 without one
            200 | {"token_type":"Bearer"} | UNREACHABLE | no token: the token endpoint answered HTTP 200 without one
            200 | {"access_token":"two words"} | UNREACHABLE | no token: the token endpoint answered HTTP 200 without one
            200 | {"access_token":""} | UNREACHABLE | no token: the token endpoint answered HTTP 200 without one
            """)
    void aRefusalIsNoToken(int status, String body, Cause cause, String words) {
        server.always(Behaviours.json(status, body, "Retry-After: 7"));
        Unavailable refusal = refusal(cache());
        assertThat(refusal.cause()).isEqualTo(cause);
        assertThat(refusal.reply().statusCode()).isEqualTo(status);
        assertThat(refusal.reply().text()).startsWith(words).doesNotContain("Trace ID");
        assertThat(refusal.retryAfter()).isEqualTo(cause == Cause.THROTTLED ? Duration.ofSeconds(7) : null);
    }

    @Test
    void nobodyThereIsUnreachable() throws IOException {
        try (Unreachable nobody = Unreachable.refusing()) {
            assertThat(refusal(cache(nobody.uri())).cause()).isEqualTo(Cause.UNREACHABLE);
        }
        server.always(Behaviours.closeAfterRequest());
        assertThat(refusal(cache()).cause()).isEqualTo(Cause.UNREACHABLE);
    }

    @Test
    void waitsNoLongerThanTheAttempt() {
        CompletableFuture<Behaviour> later = new CompletableFuture<>();
        server.always(Behaviours.later(later));
        TokenCache cache = cache();
        CompletionStage<AccessToken> patient = cache.request(LONG);
        assertThat(catchThrowable(() -> value(cache.request(Duration.ofMillis(50)))))
                .hasRootCauseInstanceOf(TokenUnavailableException.class)
                .hasRootCauseMessage("no token: the token endpoint: no answer within 50 ms");
        later.complete(token("late", 3600));
        assertThat(value(patient)).isEqualTo("late");
    }

    @ParameterizedTest
    @CsvSource({
        "3599, 2879, 3569",
        "'\"3599\"', 2879, 3569",
        "100, 80, 90",
        "-5, 0, 0",
        "'\"soon\"', 240, 270",
        "null, 240, 270"
    })
    void readsTheLifeOfAToken(String life, long renewAt, long expires) {
        server.always(Behaviours.json(200, "{\"access_token\":\"t\",\"expires_in\":" + life + "}"));
        AccessToken token = cache().request(LONG).toCompletableFuture().join();
        Instant now = clock.instant();
        assertThat(Duration.between(now, token.renewAt()).toSeconds()).isEqualTo(renewAt);
        assertThat(Duration.between(now, token.expires()).toSeconds()).isEqualTo(expires);
        assertThat(token.toString()).doesNotContain("\"t\"").startsWith("AccessToken[expires=");
    }

    private TokenCache cache() {
        return cache(server.uri());
    }

    private TokenCache cache(URI uri) {
        TokenGrant grant = new TokenGrant() {
            @Override
            public URI endpoint() {
                return uri.resolve("/token");
            }

            @Override
            public Map<String, String> form(Instant now) {
                return Map.of("grant_type", "client_credentials", "client_secret", "a&b=\u00e9 +");
            }
        };
        return new TokenCache("relay", grant, context.getBean(ProviderHttp.class), clock);
    }

    private static Behaviour token(String value, int life) {
        return Behaviours.json(
                200, "{\"token_type\":\"Bearer\",\"expires_in\":" + life + ",\"access_token\":\"" + value + "\"}");
    }

    private static String value(CompletionStage<AccessToken> token) {
        return token.toCompletableFuture().join().value();
    }

    private static Unavailable refusal(TokenCache cache) {
        Throwable failure = catchThrowable(() -> value(cache.request(LONG)));
        return ((TokenUnavailableException) failure.getCause()).outcome();
    }
}
