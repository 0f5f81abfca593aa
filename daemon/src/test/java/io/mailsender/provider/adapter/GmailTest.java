package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.groups.Tuple.tuple;

import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.provider.Finding;
import io.mailsender.provider.HttpProviderContract;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultyHttpServer.Behaviour;
import io.mailsender.testing.FaultyHttpServer.Request;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checked against Google's discovery document of the Gmail API (gmail v1, users.messages.send) and the guides "Upload attachments" and
 * "Resolve errors".
 */
class GmailTest extends HttpProviderContract {

    private static final String ACCEPTED =
            "{\"id\":\"18cf2a3b4c5d6e7f\",\"threadId\":\"18cf2a3b4c5d6e7f\",\"labelIds\":[\"SENT\"]}";
    private static final String LIST = "/gmail/v1/users/me/messages";
    private static final Instant BEGAN = Instant.parse("2026-01-07T10:00:00Z");

    private final FaultyHttpServer tokens = start().always(MicrosoftGraphTest.token("ya29.a-token"));

    @BeforeEach
    void resetTokens() {
        tokens.always(MicrosoftGraphTest.token("ya29.a-token"));
    }

    @Override
    protected Provider provider(URI endpoint, ApplicationContext beans) {
        return gmail(endpoint, beans, false);
    }

    @Override
    protected String acceptedBody() {
        return ACCEPTED;
    }

    @Override
    protected String acceptedId() {
        return "18cf2a3b4c5d6e7f";
    }

    @Override
    protected String errorBody(String text) {
        return error(400, "another", text);
    }

    @Override
    protected Behaviour rejection() {
        return Behaviours.json(400, error(400, "invalidArgument", "Invalid To header"));
    }

    @Override
    protected String errorCodes() {
        return """
                400 | {"error":{"code":400,"message":"Invalid To header","errors":[{"domain":"global","reason":"invalidArgument"}]}} | rejected | an address that Gmail does not take
                400 | {"error":{"code":400,"message":"Bad Request","errors":[{"domain":"global","reason":"badRequest"}]}} | rejected | a fault of the message
                400 | {"error":{"code":400,"message":"Invalid value","errors":[{"domain":"global","reason":"invalid"}]}} | rejected | a fault of the message
                400 | {"error":{"code":400,"message":"Mail service not enabled","errors":[{"domain":"global","reason":"failedPrecondition"}]}} | account | a user without Gmail
                400 | {"error":{"code":400,"message":"Precondition check failed.","errors":[{"domain":"global","reason":"failedPrecondition"}]}} | account | a service account that acts for no mailbox
                401 | {"error":{"code":401,"message":"Invalid Credentials","errors":[{"domain":"global","reason":"authError"}]}} | account | a token that is not accepted
                403 | {"error":{"code":403,"message":"Rate Limit Exceeded","errors":[{"domain":"usageLimits","reason":"rateLimitExceeded"}]}} | throttled | the project's quota per minute
                403 | {"error":{"code":403,"message":"User Rate Limit Exceeded","errors":[{"domain":"usageLimits","reason":"userRateLimitExceeded"}]}} | throttled | the user's quota per minute
                403 | {"error":{"code":403,"message":"Daily Limit Exceeded","errors":[{"domain":"usageLimits","reason":"dailyLimitExceeded"}]}} | account | the project's quota of the day
                403 | {"error":{"code":403,"message":"Quota exceeded","errors":[{"domain":"usageLimits","reason":"quotaExceeded"}]}} | account | a quota of the project
                403 | {"error":{"code":403,"message":"The domain administrators have disabled Gmail apps.","errors":[{"domain":"global","reason":"domainPolicy"}]}} | account | not allowed by the domain's administrator
                403 | {"error":{"code":403,"message":"Insufficient Permission","errors":[{"domain":"global","reason":"insufficientPermissions"}]}} | account | a token without the scope `gmail.send`
                403 | {"error":{"code":403,"message":"Delegation denied for x","errors":[{"domain":"global","reason":"forbidden"}]}} | account | another user's mailbox
                403 | {"error":{"code":403,"message":"Delegation denied","errors":[{"domain":"global","reason":"delegationDenied"}]}} | account | another user's mailbox
                403 | {"error":{"code":403,"message":"Gmail API has not been used in project 1 before or it is disabled.","errors":[{"domain":"usageLimits","reason":"accessNotConfigured"}]}} | account | the Gmail API is not enabled in the project
                413 | {"error":{"code":413,"message":"Request Too Large","errors":[{"domain":"global","reason":"uploadTooLarge"}]}} | unsupported | over 35 MB
                429 | {"error":{"code":429,"message":"Too many concurrent requests for user","errors":[{"domain":"usageLimits","reason":"rateLimitExceeded"}]}} | throttled | too many requests at a time
                429 | {"error":{"code":429,"message":"User-rate limit exceeded.  Retry after 2026-01-08T10:00:00.000Z","errors":[{"domain":"usageLimits","reason":"userRateLimitExceeded"}]}} | throttled | the user's quota per minute
                429 | {"error":{"code":429,"message":"User-rate limit exceeded.  Retry after 2026-01-08T10:00:00.000Z (Mail sending)","errors":[{"domain":"usageLimits","reason":"userRateLimitExceeded"}]}} | account | the mailbox's messages of the day
                500 | {"error":{"code":500,"message":"Backend Error","errors":[{"domain":"global","reason":"backendError"}]}} | unknown | a fault at Google
                500 | {"error":{"code":500,"message":"Internal error encountered.","errors":[{"domain":"global","reason":"internalError"}]}} | unknown | a fault at Google
                503 | {"error":{"code":503,"message":"Backend Error","errors":[{"domain":"global","reason":"backendError"}]}} | unknown | a fault at Google
                """;
    }

    @Test
    void uploadsTheMimeMessage() {
        server.always(Behaviours.json(200, ACCEPTED));
        assertThat(send()).isInstanceOf(Sent.class);
        Request request = server.onlyRequest();
        assertThat(request.path()).isEqualTo("/upload/gmail/v1/users/me/messages/send?uploadType=media");
        assertThat(request.header("authorization")).isEqualTo("Bearer ya29.a-token");
        assertThat(request.header("content-type")).isEqualTo("message/rfc822");
        assertThat(request.text())
                .contains("Message-ID: <0123456789abcdef0123456789abcdef@example.org>\r\n", "To: ann@example.org\r\n");
        assertThat(tokens.requests().get(0).text())
                .contains("grant_type=refresh_token", "refresh_token=1%2F%2Frefresh");
    }

    @Test
    void namesTheRecipientsOfTheAttemptOnly() {
        Message plain = message();
        Message many = new Message(
                plain.id(),
                plain.date(),
                plain.originator(),
                new Destination(
                        mailboxes("ann@example.org"),
                        mailboxes("cy@example.org"),
                        mailboxes("dee@example.org", "eve@example.org")),
                plain.content(),
                plain.extras());
        server.always(Behaviours.json(200, ACCEPTED));
        send(many);
        assertThat(server.posts().get(0).text())
                .contains("To: ann@example.org\r\nCc: cy@example.org\r\nBcc: dee@example.org, eve@example.org\r\n");
        provider(server.uri(), beans())
                .send(many, new Envelope(List.of(EmailAddress.parse("eve@example.org"))), LONG)
                .toCompletableFuture()
                .join();
        assertThat(server.posts().get(1).text())
                .contains("\r\nBcc: eve@example.org\r\n")
                .doesNotContain("\r\nTo:", "\r\nCc:", "dee@");
    }

    @Test
    void replacesACachedTokenOnce() {
        Gmail gmail = gmail(server.uri(), beans(), false);
        int before = tokens.requests().size();
        server.next(
                        Behaviours.json(200, ACCEPTED),
                        Behaviours.json(401, error(401, "authError", "Invalid Credentials")))
                .always(Behaviours.json(200, ACCEPTED));
        for (int i = 0; i < 2; i++) {
            Outcome outcome = gmail.send(message(), message().envelope(), LONG)
                    .toCompletableFuture()
                    .join();
            assertThat(outcome).isInstanceOf(Sent.class);
        }
        assertThat(server.posts()).hasSize(3);
        assertThat(tokens.requests()).hasSize(before + 2);
    }

    @Test
    void withoutATokenNothingIsSent() {
        tokens.always(Behaviours.json(
                400, "{\"error\":\"invalid_grant\",\"error_description\":\"Token has been expired or revoked.\"}"));
        Outcome outcome = send();
        assertUnavailable(outcome, Cause.ACCOUNT, 400);
        assertThat(outcome.reply().text()).isEqualTo("no token: invalid_grant: Token has been expired or revoked.");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void findsTheMessageAmongTheSentOnes() {
        server.next(
                Behaviours.json(200, "{\"messages\":[{\"id\":\"aa\"},{\"id\":\"bb\"}],\"resultSizeEstimate\":2}"),
                sentAt(BEGAN.minusSeconds(600), "ann@example.org"),
                sentAt(BEGAN.plusSeconds(2), "Ann <ANN@example.org>"));
        assertThat(find().map(Sent::providerMessageId)).contains("bb");
        assertThat(server.requests())
                .extracting(request -> URLDecoder.decode(request.path(), UTF_8))
                .containsExactly(
                        LIST + "?maxResults=20&q=rfc822msgid:0123456789abcdef0123456789abcdef@example.org in:sent",
                        LIST + "/aa?format=metadata&metadataHeaders=To&metadataHeaders=Cc&metadataHeaders=Bcc",
                        LIST + "/bb?format=metadata&metadataHeaders=To&metadataHeaders=Cc&metadataHeaders=Bcc");
    }

    @Test
    void anotherAttemptIsNotIt() {
        server.next(
                Behaviours.json(200, "{\"messages\":[{\"id\":\"aa\"}]}"),
                sentAt(BEGAN.plusSeconds(2), "ann@example.org, bob@example.org"));
        assertThat(find()).isEmpty();
        server.next(Behaviours.json(200, "{\"resultSizeEstimate\":0}"));
        assertThat(find()).isEmpty();
        server.next(Behaviours.json(403, error(403, "insufficientPermissions", "Insufficient Permission")));
        assertThat(catchThrowable(this::find)).hasCauseInstanceOf(LookupFailedException.class);
        assertThat(provider(server.uri(), beans()).outcomeLookup()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | {"sendAs":[{"sendAsEmail":"Noreply@example.com","isPrimary":true}]}                          | SENDER  | OK
            200 | {"sendAs":[{"sendAsEmail":"noreply@example.com","verificationStatus":"accepted"}]}           | SENDER  | OK
            200 | {"sendAs":[{"sendAsEmail":"noreply@example.com","verificationStatus":"pending"}]}            | SENDER  | ERROR
            200 | {"sendAs":[{"sendAsEmail":"other@example.com","isPrimary":true}]}                            | SENDER  | ERROR
            403 | {"error":{"code":403,"message":"m","errors":[{"reason":"insufficientPermissions"}]}}         | SENDER  | UNKNOWN
            403 | {"error":{"code":403,"message":"m","errors":[{"reason":"accessNotConfigured"}]}}             | ACCOUNT | ERROR
            400 | {"error":{"code":400,"message":"m","errors":[{"reason":"failedPrecondition"}]}}              | ACCOUNT | ERROR
            """)
    void findsWhetherTheSenderIsAnAlias(int status, String body, Finding.Check check, Finding.Level level) {
        server.always(Behaviours.json(status, body));
        assertThat(findings())
                .extracting(Finding::check, Finding::level)
                .containsExactly(tuple(Finding.Check.LOGIN, Finding.Level.OK), tuple(check, level));
        assertThat(server.onlyRequest().path()).isEqualTo("/gmail/v1/users/me/settings/sendAs");
    }

    @Test
    void findsARefusedLogin() {
        tokens.always(Behaviours.json(
                401, "{\"error\":\"unauthorized_client\",\"error_description\":\"Client is unauthorized.\"}"));
        assertThat(findings())
                .extracting(Finding::check, Finding::level, Finding::text)
                .containsExactly(tuple(
                        Finding.Check.LOGIN,
                        Finding.Level.ERROR,
                        "no token: unauthorized_client: Client is unauthorized."));
        assertThat(server.requests()).isEmpty();
    }

    private Behaviour sentAt(Instant time, String to) {
        return Behaviours.json(
                200,
                "{\"id\":\"x\",\"internalDate\":\"" + time.toEpochMilli()
                        + "\",\"payload\":{\"headers\":[{\"name\":\"To\",\"value\":\"" + to + "\"}]}}");
    }

    private Optional<Sent> find() {
        return gmail(server.uri(), beans(), true)
                .outcomeLookup()
                .orElseThrow()
                .find(message(), message().envelope(), BEGAN)
                .toCompletableFuture()
                .join();
    }

    private List<Finding> findings() {
        return provider(server.uri(), beans())
                .account()
                .orElseThrow()
                .findings()
                .toCompletableFuture()
                .join();
    }

    private Gmail gmail(URI endpoint, ApplicationContext beans, boolean outcomeLookup) {
        Gmail.Settings settings = new Gmail.Settings(
                "gmail",
                null,
                "an-id",
                "s3cret",
                "1//refresh",
                null,
                "noreply@example.com",
                List.of("example.com"),
                outcomeLookup,
                endpoint,
                tokens.uri());
        assertThat(settings.toString()).doesNotContain("s3cret", "1//refresh");
        return new Gmail(settings, beans.getBean(ProviderHttp.class));
    }

    private static String error(int status, String reason, String message) {
        return "{\"error\":{\"code\":" + status + ",\"message\":\"" + message + "\",\"errors\":[{\"message\":\""
                + message + "\",\"domain\":\"global\",\"reason\":\"" + reason + "\"}]}}";
    }

    private static FaultyHttpServer start() {
        try {
            return FaultyHttpServer.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Mailbox> mailboxes(String... addresses) {
        return Stream.of(addresses).map(Mailbox::parse).toList();
    }
}
