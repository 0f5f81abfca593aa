package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.oauth.MicrosoftCloud;
import io.mailsender.oauth.TokenCache;
import io.mailsender.provider.HttpProviderContract;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultyHttpServer.Behaviour;
import io.mailsender.testing.FaultyHttpServer.Request;
import io.mailsender.testing.SettableClock;
import io.mailsender.testing.Unreachable;
import io.micronaut.context.ApplicationContext;
import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checked against <a href="https://learn.microsoft.com/graph/outlook-send-mime-message">Send Outlook messages in MIME format</a>; Microsoft's
 * SDKs cannot send MIME (msgraph-sdk-java#831).
 */
class MicrosoftGraphTest extends HttpProviderContract {

    private static final String REQUEST_ID = "aa9d3ea1-5f2b-4d3c-8a0c-1f2e3d4c5b6a";

    /** Where tokens come from, beside the server of the contract. */
    private final FaultyHttpServer tokens = start().always(token("a-token"));

    @Override
    protected Provider provider(URI endpoint, ApplicationContext beans) {
        return new MicrosoftGraph(settings(endpoint, tokens.uri()), beans.getBean(ProviderHttp.class));
    }

    @Override
    protected String acceptedBody() {
        return "";
    }

    @Override
    protected String acceptedId() {
        return REQUEST_ID;
    }

    @Override
    protected int acceptedStatus() {
        return 202;
    }

    @Override
    protected String[] acceptedHeaders() {
        return new String[] {"request-id: " + REQUEST_ID};
    }

    @Override
    protected String errorBody(String text) {
        return error("anotherCode", text);
    }

    @Override
    protected Behaviour rejection() {
        return Behaviours.json(
                400,
                error(
                        "ErrorInvalidRecipients",
                        "At least one recipient is not valid., Recipient 'x' is not resolved."));
    }

    @Override
    protected String errorCodes() {
        return """
                400 | {"error":{"code":"ErrorInvalidRecipients","message":"At least one recipient is not valid."}} | rejected | an address that Exchange does not take
                400 | {"error":{"code":"ErrorMimeContentInvalid","message":"The MIME content is invalid."}} | rejected | a part that Exchange cannot read
                400 | {"error":{"code":"ErrorMimeContentInvalidBase64String","message":"Invalid base64 string for MIME content."}} | rejected | a fault of the daemon
                400 | {"error":{"code":"ErrorMimeContentConversionFailed","message":"The MIME content could not be converted."}} | rejected | a part that Exchange cannot convert
                400 | {"error":{"code":"RequestBodyRead","message":"The request body is wrong."}} | rejected | a fault of the daemon
                400 | {"error":{"code":"ErrorMessageSizeExceeded","message":"The message exceeds the maximum supported size."}} | unsupported | larger than the mailbox may send
                400 | {"error":{"code":"ErrorAttachmentSizeLimitExceeded","message":"The attachment is too large."}} | unsupported | an attachment larger than the mailbox may send
                413 | {"error":{"code":"RequestEntityTooLarge","message":"The request is too large."}} | unsupported | over 4 MB
                413 | {"error":{"code":"MaximumRequestLengthExceeded","message":"The request is too large."}} | unsupported | over 4 MB
                401 | {"error":{"code":"InvalidAuthenticationToken","message":"Access token validation failure. Invalid audience."}} | account | a token of another cloud
                401 | {"error":{"code":"OrganizationFromTenantGuidNotFound","message":"The tenant for tenant guid 'x' does not exist."}} | account | a tenant without Exchange Online
                403 | {"error":{"code":"ErrorAccessDenied","message":"Access is denied. Check credentials and try again."}} | account | no `Mail.Send`, or not for this mailbox
                403 | {"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}} | account | no permission
                403 | {"error":{"code":"ErrorSendAsDenied","message":"The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account."}} | unsupported | the sender needs Send As
                403 | {"error":{"code":"ErrorMessageSubmissionBlocked","message":"Cannot send mail."}} | account | a mailbox that is blocked from sending
                403 | {"error":{"code":"ErrorAccountSuspend","message":"Account suspended."}} | account | a suspended account
                507 | {"error":{"code":"ErrorQuotaExceeded","message":"Your mailbox is full."}} | account | no room for the copy in Sent Items
                404 | {"error":{"code":"ErrorInvalidUser","message":"The requested user 'x' is invalid."}} | account | no such mailbox
                404 | {"error":{"code":"ErrorNonExistentMailbox","message":"The SMTP address has no mailbox associated with it."}} | account | no such mailbox
                404 | {"error":{"code":"ErrorMissingEmailAddress","message":"The email address is missing."}} | account | a user without a mailbox
                404 | {"error":{"code":"MailboxNotEnabledForRESTAPI","message":"The mailbox is either inactive, soft-deleted, or is hosted on-premise."}} | account | no licence, or a mailbox on premises
                404 | {"error":{"code":"MailboxNotSupportedForRESTAPI","message":"REST API is not supported for this mailbox."}} | account | a mailbox on premises
                404 | {"error":{"code":"ResourceNotFound","message":"Resource could not be discovered."}} | account | no such mailbox
                404 | {"error":{"code":"Request_ResourceNotFound","message":"Resource 'x' does not exist."}} | account | no such user
                429 | {"error":{"code":"ApplicationThrottled","message":"Application is over its MailboxConcurrency limit."}} | throttled | more than four requests at a time, or 10,000 in ten minutes
                429 | {"error":{"code":"TooManyRequests","message":"Too many requests."}} | throttled | a limit of the tenant
                429 | {"error":{"code":"activityLimitReached","message":"The app or user has been throttled."}} | throttled | a limit of the application
                429 | {"error":{"code":"ErrorExceededMessageLimit","message":"The message limit has been exceeded."}} | account | the mailbox's recipients of the day
                429 | {"error":{"code":"ErrorExceededConnectionCount","message":"Too many connections."}} | throttled | too many requests at a time
                500 | {"error":{"code":"ErrorInternalServerError","message":"An internal server error occurred."}} | unknown | a fault at Exchange
                500 | {"error":{"code":"ErrorInternalServerTransientError","message":"Cannot query rows in a table."}} | unknown | a fault at Exchange
                502 | {"error":{"code":"UnknownError","message":""}} | unknown | a fault at Graph
                503 | {"error":{"code":"ErrorServerBusy","message":"The server cannot service this request right now."}} | throttled | a mailbox that is busy
                503 | {"error":{"code":"ErrorTimeoutExpired","message":"The operation timed out."}} | unknown | no answer of Exchange to Graph
                504 | {"error":{"code":"UnknownError","message":"The server committed a protocol violation."}} | unknown | no answer of Exchange to Graph
                """;
    }

    @Test
    void postsTheMimeMessageInBase64() throws Exception {
        Request request = sent(message());
        assertThat(request.path()).isEqualTo("/v1.0/users/noreply@example.com/sendMail");
        assertThat(request.header("authorization")).isEqualTo("Bearer a-token");
        assertThat(request.header("content-type")).isEqualTo("text/plain");
        assertThat(mime(request).getMessageID()).isEqualTo("<0123456789abcdef0123456789abcdef@example.org>");
        assertThat(tokens.requests().get(tokens.requests().size() - 1).text())
                .isEqualTo("client_id=an-id&client_secret=s3cret&grant_type=client_credentials"
                        + "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default");
    }

    /** 202 with a Retry-After: msgraph-sdk-java#1487. */
    @Test
    void acceptedIsSentWhateverElseTheHeadersSay() {
        server.always(Behaviours.json(202, "", "request-id: " + REQUEST_ID, "Retry-After: 30"));
        assertThat(send()).isInstanceOf(Sent.class);
        assertOnePost();
    }

    @Test
    void namesTheRecipientsOfTheAttemptOnly() throws Exception {
        Message plain = message();
        Message many = new Message(
                plain.id(),
                plain.date(),
                plain.originator(),
                new Destination(
                        mailboxes("ann@example.org", "bob@example.org"),
                        mailboxes("cy@example.org"),
                        mailboxes("dee@example.org", "eve@example.org")),
                plain.content(),
                plain.extras());
        MimeMessage whole = mime(sent(many));
        assertThat(addresses(whole, RecipientType.TO)).containsExactly("ann@example.org", "bob@example.org");
        assertThat(addresses(whole, RecipientType.CC)).containsExactly("cy@example.org");
        assertThat(addresses(whole, RecipientType.BCC)).containsExactly("dee@example.org", "eve@example.org");

        server.always(accepted());
        Envelope some = new Envelope(Stream.of("bob@example.org", "eve@example.org")
                .map(EmailAddress::parse)
                .toList());
        provider(server.uri(), beans())
                .send(many, some, LONG)
                .toCompletableFuture()
                .join();
        MimeMessage retry = mime(server.posts().get(1));
        assertThat(addresses(retry, RecipientType.TO)).containsExactly("bob@example.org");
        assertThat(addresses(retry, RecipientType.CC)).isEmpty();
        assertThat(addresses(retry, RecipientType.BCC)).containsExactly("eve@example.org");
    }

    /** SMTP2Graph#30: an empty group as To, and no Bcc, is refused as "no recipients". */
    @Test
    void aMessageWithBccOnlyHasNoTo() throws Exception {
        Message plain = message();
        MimeMessage mime = mime(sent(new Message(
                plain.id(),
                plain.date(),
                plain.originator(),
                new Destination(List.of(), List.of(), mailboxes("dee@example.org", "eve@example.org")),
                plain.content(),
                plain.extras())));
        assertThat(mime.getHeader("To")).isNull();
        assertThat(addresses(mime, RecipientType.BCC)).containsExactly("dee@example.org", "eve@example.org");
    }

    @ParameterizedTest
    @CsvSource({"2_200_000, true", "2_400_000, false"})
    void aLargeMessageIsUnsupported(String size, boolean fits) {
        Message plain = message();
        server.always(accepted());
        Outcome outcome = send(new Message(
                plain.id(),
                plain.date(),
                plain.originator(),
                plain.destination(),
                new Content(
                        "s",
                        "t",
                        null,
                        List.of(new Attachment(
                                "a.bin",
                                "application/octet-stream",
                                new byte[Integer.parseInt(size.replace("_", ""))],
                                null))),
                plain.extras()));
        if (fits) {
            assertThat(outcome).isInstanceOf(Sent.class);
        } else {
            assertUnavailable(outcome, Cause.UNSUPPORTED);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void replacesACachedTokenOnce() {
        SettableClock clock = new SettableClock();
        MicrosoftGraph.Settings settings = settings(server.uri(), tokens.uri());
        ProviderHttp http = beans().getBean(ProviderHttp.class);
        MicrosoftGraph graph =
                new MicrosoftGraph(settings, http, new TokenCache("graph", settings.grant(), http, clock));
        Behaviour refused = Behaviours.json(401, error("InvalidAuthenticationToken", "Lifetime validation failed."));
        tokens.next(token("first"), token("second"), token("third"));

        server.next(accepted());
        assertThat(send(graph)).isInstanceOf(Sent.class);
        server.next(refused, accepted());
        assertThat(send(graph)).isInstanceOf(Sent.class);
        server.next(refused, refused);
        assertUnavailable(send(graph), Cause.ACCOUNT, 401);

        assertThat(server.posts())
                .extracting(request -> request.header("authorization"))
                .containsExactly("Bearer first", "Bearer first", "Bearer second", "Bearer second", "Bearer third");
    }

    @Test
    void withoutATokenNothingIsSent() throws IOException {
        try (Unreachable nobody = Unreachable.refusing()) {
            MicrosoftGraph graph =
                    new MicrosoftGraph(settings(server.uri(), nobody.uri()), beans().getBean(ProviderHttp.class));
            assertUnavailable(send(graph), Cause.UNREACHABLE);
        }
        tokens.next(Behaviours.json(
                401, "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000222: The secret is expired.\"}"));
        assertUnavailable(send(), Cause.ACCOUNT, 401);
        tokens.next(Behaviours.neverAnswer());
        Outcome slow = provider(server.uri(), beans())
                .send(message(), message().envelope(), Duration.ofMillis(300))
                .toCompletableFuture()
                .join();
        assertUnavailable(slow, Cause.UNREACHABLE);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void hasThePaceOfAMailbox() {
        assertThat(provider(server.uri(), beans()).pace().concurrency()).isEqualTo(4);
    }

    @Test
    void eachCloudHasItsEndpoint() {
        MicrosoftGraph.Settings china = new MicrosoftGraph.Settings(
                "graph", "t", "i", "s3cret", null, null, null, "a@b.example", null, MicrosoftCloud.CHINA, null, null);
        assertThat(china.endpointOrDefault()).hasToString("https://microsoftgraph.chinacloudapi.cn");
        assertThat(china.grant().endpoint()).hasToString("https://login.chinacloudapi.cn/t/oauth2/v2.0/token");
        assertThat(china.mailboxOrDefault()).isEqualTo("a@b.example");
        assertThat(china.toString()).doesNotContain("s3cret");
    }

    static MicrosoftGraph.Settings settings(URI endpoint, URI tokenEndpoint) {
        return new MicrosoftGraph.Settings(
                "graph",
                "example.onmicrosoft.com",
                "an-id",
                "s3cret",
                null,
                null,
                null,
                "noreply@example.com",
                List.of("example.com"),
                MicrosoftCloud.GLOBAL,
                endpoint,
                tokenEndpoint);
    }

    static String error(String code, String message) {
        return "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message
                + "\",\"innerError\":{\"date\":\"2026-01-07T10:00:00\",\"request-id\":\"x\"}}}";
    }

    static Behaviour token(String value) {
        return Behaviours.json(
                200, "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"" + value + "\"}");
    }

    private static FaultyHttpServer start() {
        try {
            return FaultyHttpServer.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Behaviour accepted() {
        return Behaviours.json(202, "", acceptedHeaders());
    }

    private Outcome send(MicrosoftGraph graph) {
        return graph.send(message(), message().envelope(), LONG)
                .toCompletableFuture()
                .join();
    }

    private Request sent(Message message) {
        server.always(accepted());
        assertThat(send(message)).isInstanceOf(Sent.class);
        return server.posts().get(0);
    }

    private static MimeMessage mime(Request request) throws Exception {
        byte[] raw = Base64.getDecoder().decode(new String(request.body(), US_ASCII));
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw));
    }

    private static List<String> addresses(MimeMessage message, RecipientType type) throws Exception {
        Address @Nullable [] addresses = message.getRecipients(type);
        return addresses == null
                ? List.of()
                : Stream.of(addresses)
                        .map(address -> ((InternetAddress) address).getAddress())
                        .toList();
    }

    private static List<Mailbox> mailboxes(String... addresses) {
        return Stream.of(addresses).map(Mailbox::parse).toList();
    }
}
