package io.mailsender.provider;

import static io.mailsender.provider.OutcomeAssertions.assertSent;
import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static io.mailsender.provider.OutcomeAssertions.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultyHttpServer.Behaviour;
import io.mailsender.testing.Unreachable;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.HttpRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The outcomes that every provider with an HTTP API must have, over a server that fails in all known ways. The test of a provider
 * extends this and adds the vendor's answers.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class HttpProviderContract {

    protected static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    /** Long enough for a status line, also on a busy machine. */
    private static final Duration STALL = Duration.ofSeconds(2);

    private static final String PAGE = "<!DOCTYPE html><html><body>Sign in to this network</body></html>";

    private @Nullable ApplicationContext context;

    protected FaultyHttpServer server;

    /**
     * @param endpoint replaces the vendor's
     * @param beans the daemon's beans, such as {@link ProviderHttp}
     */
    protected abstract Provider provider(URI endpoint, ApplicationContext beans);

    /** The vendor's answer to a message that it accepts: a JSON text with {@link #acceptedId}. */
    protected abstract String acceptedBody();

    protected abstract String acceptedId();

    /** The status of that answer. */
    protected int acceptedStatus() {
        return 200;
    }

    /** Header fields of that answer. */
    protected String[] acceptedHeaders() {
        return new String[0];
    }

    private Behaviour accepted() {
        return Behaviours.json(acceptedStatus(), acceptedBody(), acceptedHeaders());
    }

    /** An error in the vendor's format without a known error code. @param text for people, escaped for JSON */
    protected abstract String errorBody(String text);

    private String errorBody() {
        return errorBody("something is wrong");
    }

    /** The vendor's answer to a message that is at fault. */
    protected abstract Behaviour rejection();

    @BeforeAll
    void startBeans() throws IOException {
        context = ApplicationContext.run();
        // The first exchange loads many classes, which may take longer than a short timeout.
        try (FaultyHttpServer warmUp = FaultyHttpServer.start()) {
            beans().getBean(ProviderHttp.class)
                    .exchange(HttpRequest.POST(warmUp.uri(), null), new byte[1], LONG)
                    .toCompletableFuture()
                    .join();
        }
    }

    @AfterAll
    void stopBeans() {
        beans().close();
    }

    @BeforeEach
    final void startServer() throws IOException {
        server = FaultyHttpServer.start();
    }

    @AfterEach
    final void stopServer() throws IOException {
        server.close();
    }

    @Test
    void acceptedIsSent() {
        server.always(accepted());
        Outcome outcome = send();
        assertThat(outcome).isInstanceOfSatisfying(Sent.class, sent -> {
            assertThat(sent.providerMessageId()).isEqualTo(acceptedId());
            assertThat(sent.refused()).isEmpty();
        });
        assertThat(outcome.reply().statusCode()).isEqualTo(acceptedStatus());
        assertOnePost();
    }

    @Test
    void refusedConnectionIsUnreachable() throws IOException {
        try (Unreachable nobody = Unreachable.refusing()) {
            assertUnavailable(send(nobody.uri(), LONG), Cause.UNREACHABLE, 0);
        }
    }

    @Test
    void unknownHostIsUnreachable() {
        assertUnavailable(send(URI.create("http://no-such-host.invalid"), LONG), Cause.UNREACHABLE, 0);
    }

    @Test
    void silentHostIsUnreachable() throws IOException {
        try (Unreachable nobody = Unreachable.silent()) {
            assertUnavailable(send(nobody.uri(), SHORT), Cause.UNREACHABLE, 0);
        }
    }

    @Test
    void untrustedCertificateIsUnreachable() throws IOException {
        try (FaultyHttpServer tls = FaultyHttpServer.startUntrusted()) {
            assertUnavailable(send(tls.uri(), LONG), Cause.UNREACHABLE, 0);
            assertThat(tls.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void brokenHandshakeIsUnreachable(boolean reset) throws IOException {
        try (FaultyHttpServer tls = FaultyHttpServer.startBrokenHandshake(reset)) {
            assertUnavailable(send(tls.uri(), LONG), Cause.UNREACHABLE, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectIsUnreachableAndNotFollowed(int status) {
        server.always(Behaviours.redirectToItself(status));
        assertUnavailable(send(), Cause.UNREACHABLE, status);
        assertOnePost();
    }

    @Test
    void noAnswerIsUnknown() {
        server.always(Behaviours.neverAnswer());
        assertUnknown(send(SHORT), 0);
        assertOnePost();
    }

    @Test
    void closedConnectionIsUnknown() {
        server.always(Behaviours.closeAfterRequest());
        assertUnknown(send(), 0);
        assertOnePost();
    }

    @Test
    void resetConnectionIsUnknown() {
        server.always(Behaviours.resetAfterRequest());
        assertUnknown(send(), 0);
        assertOnePost();
    }

    @Test
    void resetBeforeTheBodyIsUnknown() {
        server.always(Behaviours.resetBeforeBody());
        assertUnknown(send(), 0);
        assertOnePost();
    }

    @Test
    void garbageIsUnknown() {
        server.always(Behaviours.garbage());
        assertUnknown(send(), 0);
        assertOnePost();
    }

    @Test
    void headWithoutEndIsUnknown() {
        server.always(Behaviours.trickleHead(200));
        assertUnknown(send(SHORT), 0);
        assertOnePost();
    }

    @Test
    void statusIsTheAnswerIfTheBodyStalls() {
        server.next(Behaviours.stallInBody(200), Behaviours.trickleBody(200), Behaviours.stallInBody(503));
        assertSentWithoutId(send(STALL), 200);
        assertSentWithoutId(send(STALL), 200);
        assertUnavailable(send(STALL), Cause.THROTTLED, 503);
        assertThat(server.posts()).hasSize(3);
    }

    @Test
    void statusIsTheAnswerIfTheBodyIsTruncated() {
        server.next(Behaviours.truncateBody(200), Behaviours.truncateChunks(202), Behaviours.truncateBody(401));
        assertSentWithoutId(send(), 200);
        assertSentWithoutId(send(), 202);
        assertUnavailable(send(), Cause.ACCOUNT, 401);
        assertThat(server.posts()).hasSize(3);
    }

    @Test
    void statusIsTheAnswerIfTheBodyIsEndless() {
        server.next(Behaviours.endlessBody(200), Behaviours.endlessBody(500));
        assertSentWithoutId(send(), 200);
        assertUnknown(send(), 500);
        assertThat(server.posts()).hasSize(2);
    }

    /** Mailgun's host answers "Mailgun Magnificent API" to a wrong path: mailgun/mailgun-ruby#135, anymail/django-anymail#144. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":\"healthy\"}",
                "Mailgun Magnificent API",
                "",
                " ",
                "{}",
                "[]",
                "[{}]",
                "null",
                "7",
                "\"ok\"",
                "{\"id\":{},\"MessageId\":{}}",
                "{\"id\":7,\"MessageId\":7}",
                "{\"id\":\"\",\"MessageId\":\" \"}",
                "{]",
                "OK",
                "<html><body>Sign in</body></html>",
                "<?xml version=\"1.0\"?><ok/>",
                "\u0000"
            })
    void answerNotOfTheVendorIsUnknown(String body) {
        server.next(Behaviours.json(200, body), Behaviours.answer(202, "text/plain", body));
        assertUnknown(send(), 200);
        assertUnknown(send(), 202);
        assertThat(server.posts()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204})
    void missingBodyIsUnknown(int status) {
        server.always(Behaviours.status(status));
        assertUnknown(send(), status);
        assertOnePost();
    }

    /** Something in between cut the body and corrected its framing. */
    @Test
    void acceptedWithACutBodyIsSent() {
        String whole = acceptedBody();
        // A vendor that answers without a body has its id in the header, so nothing can be cut.
        int[] lengths = whole.isEmpty() ? new int[0] : new int[] {1, whole.length() / 2, whole.length() - 1};
        for (int length : lengths) {
            server.next(Behaviours.json(acceptedStatus(), whole.substring(0, length)));
            assertSentWithoutId(send(), acceptedStatus());
        }
        assertThat(server.posts()).hasSize(lengths.length);
    }

    @Test
    void lateAnswerIsSent() {
        CompletableFuture<Behaviour> later = new CompletableFuture<>();
        CompletionStage<Outcome> late = sendLate(later);
        assertThat(late.toCompletableFuture()).isNotDone();
        later.complete(accepted());
        assertSent(outcome(late), acceptedId());
        assertOnePost();
    }

    @Test
    void lateAnswerIsARefusal() {
        Outcome throttled = late(Behaviours.json(429, errorBody(), "Retry-After: 30"));
        assertUnavailable(throttled, Cause.THROTTLED, 429);
        assertThat(((Unavailable) throttled).retryAfter()).isEqualTo(Duration.ofSeconds(30));
        assertUnavailable(late(Behaviours.json(403, errorBody())), Cause.ACCOUNT, 403);
        assertThat(late(rejection())).isInstanceOf(Rejected.class);
        assertThat(server.posts()).hasSize(3);
    }

    @Test
    void invalidLateAnswerIsUnknown() {
        List<Behaviour> noAnswers = List.of(
                Behaviours.resetAfterRequest(),
                Behaviours.closeAfterRequest(),
                Behaviours.garbage(),
                Behaviours.answer(504, "text/html", PAGE),
                Behaviours.json(200, "{\"status\":\"healthy\"}"));
        for (Behaviour behaviour : noAnswers) {
            assertThat(late(behaviour))
                    .isInstanceOfSatisfying(
                            Unknown.class, unknown -> assertThat(unknown.late()).isNull());
        }
        assertThat(server.posts()).hasSize(noAnswers.size());
    }

    private Outcome late(Behaviour behaviour) {
        CompletableFuture<Behaviour> later = new CompletableFuture<>();
        CompletionStage<Outcome> late = sendLate(later);
        later.complete(behaviour);
        return outcome(late);
    }

    /** Sends a message that is answered after the timeout. */
    private CompletionStage<Outcome> sendLate(CompletableFuture<Behaviour> later) {
        server.next(Behaviours.later(later));
        Outcome outcome = send(SHORT);
        assertUnknown(outcome, 0);
        return Objects.requireNonNull(((Unknown) outcome).late());
    }

    private static Outcome outcome(CompletionStage<Outcome> late) {
        return late.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** mailgun-es6#12, nodemailer-mailgun-transport#105: the answer to a wrong key is {@code Forbidden} in plain text. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    text/plain | Forbidden | Forbidden
                    text/plain; charset=utf-8 | Domain not found: mg.example.com | Domain not found: mg.example.com
                    text/plain | 404 page not found | 404 page not found
                    text/html | Forbidden | HTTP 403
                    application/json | Forbidden | Forbidden
                    application/json | "Forbidden" | Forbidden
                    application/json | {"error":"invalid key"} | invalid key
                    application/json | {"error":{"code":7,"message":"no such key"}} | no such key
                    application/json | {"errors":["first","second"]} | first
                    application/json | {"errors":[{"field":"to","message":"bad"}]} | bad
                    application/json | {"ok":false,"detail":"no such domain"} | no such domain
                    application/json | {"status":"unhealthy"} | HTTP 403
                    application/json | {"message": | HTTP 403
                    application/json | '' | HTTP 403
                    application/json | 7 | HTTP 403
                    text/plain | ' ' | HTTP 403
                    text/plain | <!DOCTYPE html><p>Forbidden | HTTP 403
                    application/xml | <Error><Code>AccessDenied</Code></Error> | HTTP 403
                    """)
    void keepsTheTextOfARefusal(String type, String body, String words) {
        server.always(Behaviours.answer(403, type, body));
        assertThat(send().reply()).isEqualTo(new Reply(403, words));
    }

    @Test
    void plainTextIsNoVerdictOnTheMessage() {
        server.next(Behaviours.answer(400, "text/plain", "Bad Request"), Behaviours.json(400, "{\"ok\":\"no\"}"));
        assertUnknown(send(), 400);
        assertUnknown(send(), 400);
    }

    @Test
    void textOfARefusalIsOneShortLine() {
        server.always(Behaviours.answer(403, "text/plain", "Set-Cookie: x\r\n\u001b[2J\u2028" + "a".repeat(100_000)));
        assertOneShortLine(send().reply().text());
    }

    @Test
    void webPageIsUnknown() {
        server.always(Behaviours.answer(200, "text/html; charset=utf-8", PAGE));
        assertUnknown(send(), 200);
        assertOnePost();
    }

    @Test
    void faultyMessageIsRejected() {
        server.always(rejection());
        assertThat(send()).isInstanceOf(Rejected.class);
        assertOnePost();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 422})
    void refusalOfTheVendorIsRejected(int status) {
        server.always(Behaviours.json(status, errorBody()));
        Outcome outcome = send();
        // With an idempotency key, a conflict is one with an earlier attempt, which may have been sent.
        boolean conflict = status == 409
                && provider(server.uri(), beans()).idempotencyWindow().isPresent();
        assertThat(outcome).isInstanceOf(conflict ? Unknown.class : Rejected.class);
        assertThat(outcome.reply().statusCode()).isEqualTo(status);
        assertOnePost();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 422, 500, 502, 504})
    void refusalNotOfTheVendorIsUnknown(int status) {
        server.always(Behaviours.answer(status, "text/html", PAGE));
        assertUnknown(send(), status);
        assertOnePost();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 404})
    void refusalOfTheAccountIsAnAccountMatter(int status) {
        server.next(Behaviours.json(status, errorBody()), Behaviours.status(status));
        assertUnavailable(send(), Cause.ACCOUNT, status);
        assertUnavailable(send(), Cause.ACCOUNT, status);
        assertThat(server.posts()).hasSize(2);
    }

    @Test
    void tooLargeIsUnsupported() {
        server.always(Behaviours.json(413, errorBody()));
        assertUnavailable(send(), Cause.UNSUPPORTED, 413);
        assertOnePost();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 504})
    void serverErrorIsUnknown(int status) {
        server.always(Behaviours.json(status, errorBody()));
        assertUnknown(send(), status);
        assertOnePost();
    }

    @ParameterizedTest
    @CsvSource({
        "429, 30, 30",
        "503, 120, 120",
        "429, 0, 1",
        "429, 999999, 900",
        "429, 99999999999999999999, 900",
        "503, -1, ",
        "429, abc, ",
        "429, 1.5, ",
        "429, , ",
        "429, 'Wed, 07 Jan 2026 10:00:20 GMT', 20",
        "429, 'Wed, 07 Jan 2026 09:59:59 GMT', ",
    })
    void throttlingReadsRetryAfter(int status, @Nullable String retryAfter, @Nullable Long seconds) {
        String[] headers = retryAfter == null
                ? new String[] {"Date: Wed, 07 Jan 2026 10:00:00 GMT"}
                : new String[] {"Date: Wed, 07 Jan 2026 10:00:00 GMT", "Retry-After: " + retryAfter};
        server.always(Behaviours.json(status, errorBody(), headers));
        Outcome outcome = send();
        assertUnavailable(outcome, Cause.THROTTLED, status);
        assertThat(((Unavailable) outcome).retryAfter())
                .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
        assertOnePost();
    }

    /**
     * The error codes that the vendor documents, one a line: the status, the body of the answer, the outcome and the meaning, separated
     * by {@code |}. docs/providers.md shows them.
     */
    protected abstract String errorCodes();

    private Stream<ErrorCode> errorCodeRows() {
        return ErrorCode.parse(errorCodes()).stream();
    }

    @ParameterizedTest
    @MethodSource("errorCodeRows")
    void errorCodeHasItsOutcome(ErrorCode code) {
        server.always(Behaviours.json(code.status(), code.body()));
        assertThat(send().word()).isEqualTo(code.outcome());
        assertOnePost();
    }

    /** What becomes of a feature: a word, or the reason why the provider cannot carry it. */
    final String carries(Feature feature) throws IOException {
        server.always(accepted());
        int before = server.requests().size();
        Message message = feature.message();
        Outcome outcome = provider(server.uri(), beans())
                .send(message, feature.envelope(message), LONG)
                .toCompletableFuture()
                .join();
        return feature.result(outcome, server.requests().stream().skip(before).toList());
    }

    /** A feature is carried, or the outcome says why not; it is never lost. */
    @ParameterizedTest
    @EnumSource(Feature.class)
    void carriesAFeatureOrSaysWhyNot(Feature feature) throws IOException {
        assertThat(carries(feature)).isNotEqualTo(Feature.LOST);
    }

    /** The kind of the provider, for docs/providers.md. */
    final String kind() {
        return provider(server.uri(), beans()).kind();
    }

    /** X22: texts and ids of an answer are cut to one short line. */
    @Test
    void textAndIdAreOneShortLine() {
        String evil = "\\r\\nSet-Cookie: x\\u0000\\u001b[2J\\u0085\\u2028\\u202e" + "a".repeat(100_000);
        server.next(
                Behaviours.json(400, errorBody(evil)),
                Behaviours.json(
                        acceptedStatus(),
                        acceptedBody().replace(acceptedId(), evil),
                        headersWith("Set-Cookie" + "a".repeat(1000))));
        assertOneShortLine(send().reply().text());
        assertThat(send())
                .isInstanceOfSatisfying(
                        Sent.class, sent -> assertOneShortLine(Objects.requireNonNull(sent.providerMessageId())));
    }

    /** The accepting answer's header fields with another id. */
    private String[] headersWith(String id) {
        return Stream.of(acceptedHeaders())
                .map(header -> header.replace(acceptedId(), id))
                .toArray(String[]::new);
    }

    private static void assertOneShortLine(String text) {
        assertThat(text).contains("Set-Cookie").hasSizeLessThanOrEqualTo(Reply.MAX_LENGTH);
        assertThat(text.codePoints())
                .noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || Character.getType(c) == Character.FORMAT);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 500})
    void answerThatIsTooDeepOrTooLargeIsNotRead(int status) {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        server.next(
                Behaviours.json(status, deep),
                Behaviours.json(status, "{\"message\": " + deep + "}"),
                Behaviours.json(status, "{\"message\": \"" + "a".repeat(10 << 20) + "\"}"),
                Behaviours.json(status, "{\"message\": 1" + "0".repeat(500_000) + "}"),
                Behaviours.gzipBomb(status, 20));
        for (int i = 0; i < 5; i++) {
            Outcome outcome = send();
            boolean whole = i == 0 || i == 1 || i == 3;
            assertThat(outcome.reply())
                    .isEqualTo(new Reply(
                            status, status == 200 && whole ? "the answer is not this provider's" : "HTTP " + status));
            assertThat(outcome).isInstanceOf(status == 200 && !whole ? Sent.class : Unknown.class);
        }
        assertThat(server.posts()).hasSize(5);
    }

    protected final Outcome send() {
        return send(LONG);
    }

    protected final Outcome send(Message message) {
        return provider(server.uri(), beans())
                .send(message, message.envelope(), LONG)
                .toCompletableFuture()
                .join();
    }

    private Outcome send(Duration timeout) {
        return send(server.uri(), timeout);
    }

    private Outcome send(URI endpoint, Duration timeout) {
        Message message = message();
        return provider(endpoint, beans())
                .send(message, message.envelope(), timeout)
                .toCompletableFuture()
                .join();
    }

    protected static Message message() {
        return new Message(
                new MessageId("0123456789abcdef0123456789abcdef", "example.org"),
                Instant.parse("2026-01-07T10:00:00Z"),
                new Originator("Shop", null, List.of()),
                new Destination(List.of(Mailbox.parse("ann@example.org")), List.of(), List.of()),
                new Content("Your order", "Thank you.", null, List.of()),
                Extras.NONE);
    }

    protected final void assertOnePost() {
        assertThat(server.onlyRequest().method()).isEqualTo("POST");
    }

    private static void assertSentWithoutId(Outcome outcome, int status) {
        assertSent(outcome, null);
        assertThat(outcome.reply().statusCode()).isEqualTo(status);
    }

    protected final ApplicationContext beans() {
        return Objects.requireNonNull(context);
    }
}
