package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import io.mailsender.provider.HttpProviderContract;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer.Behaviour;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResendTest extends HttpProviderContract {

    private static final String ID = "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794";
    private static final String ACCEPTED = "{\"id\":\"" + ID + "\"}";
    private static final MessageId MESSAGE_ID = new MessageId("0123456789abcdef0123456789abcdef", "example.org");

    @Override
    protected Provider provider(URI endpoint, ApplicationContext beans) {
        return resend(endpoint, beans, List.of());
    }

    @Override
    protected String acceptedBody() {
        return ACCEPTED;
    }

    @Override
    protected String acceptedId() {
        return ID;
    }

    @Override
    protected String errorBody(String text) {
        return "{\"statusCode\":400,\"name\":\"new_error\",\"message\":\"" + text + "\"}";
    }

    @Override
    protected Behaviour rejection() {
        return error(422, "validation_error", "Invalid `to` field.");
    }

    /** From https://resend.com/docs/api-reference/errors, with names that its libraries know besides. */
    @Override
    protected String errorCodes() {
        return """
                400 | {"name":"validation_error","message":"Invalid `to` field."} | rejected | a wrong field
                400 | {"name":"validation_error","message":"API key is invalid"} | account | no such key
                400 | {"name":"invalid_idempotency_key","message":"The key must be between 1-256 chars."} | unsupported | the idempotency key was changed on the way
                401 | {"name":"missing_api_key","message":"Missing API key in the authorization header."} | account | no key
                401 | {"name":"restricted_api_key","message":"This API key is restricted to only send emails."} | account | the key lacks the right
                401 | {"name":"validation_error","message":"API key is invalid"} | account | no such key
                403 | {"name":"invalid_api_key","message":"API key is invalid."} | account | no such key
                403 | {"name":"suspended_api_key","message":"This API key is suspended."} | account | the key is suspended
                403 | {"name":"invalid_permission","message":"No permission."} | account | the key lacks the right
                403 | {"name":"validation_error","message":"The example.com domain is not verified. Please, add and verify your domain."} | account | the domain of `from` is not verified
                403 | {"name":"validation_error","message":"The my-example.com domain is not verified. Please, add and verify your domain."} | unsupported | another sender's domain is not verified
                403 | {"name":"validation_error","message":"This API key is not authorized to send emails from example.com"} | account | the key is for another domain than that of `from`
                403 | {"name":"validation_error","message":"This API key is not authorized to send emails from shop.example"} | unsupported | the key is for another domain than the sender's
                403 | {"name":"validation_error","message":"You can only send testing emails to your own email address (me@example.com)."} | unsupported | without a verified domain, a recipient other than the owner
                403 | {"name":"invalid_to_address","message":"You can only send testing emails to your own email address."} | unsupported | the same, formerly
                404 | {"name":"not_found","message":"The requested endpoint does not exist."} | account | a wrong endpoint
                405 | {"name":"method_not_allowed","message":"Method is not allowed for the requested path."} | account | a wrong endpoint
                409 | {"name":"invalid_idempotent_request","message":"Same idempotency key used with a different request payload."} | unknown | an earlier attempt had another body
                409 | {"name":"concurrent_idempotent_requests","message":"Same idempotency key used while original request is still in progress."} | unknown | an earlier attempt still runs
                409 | {"name":"resource_locked","message":"Another request is updating the resource."} | unknown | an earlier attempt still runs
                413 | {"name":"validation_error","message":"Too large."} | unsupported | over 40 MB
                422 | {"name":"validation_error","message":"Invalid `to` field."} | rejected | a wrong field
                422 | {"name":"invalid_parameter","message":"Invalid parameter."} | rejected | a wrong parameter
                422 | {"name":"missing_required_field","message":"Missing `subject` field."} | unsupported | an empty field that Resend requires
                422 | {"name":"missing_required_parameter","message":"Missing parameter."} | unsupported | the same
                422 | {"name":"invalid_attachment","message":"Attachment must have either a `content` or `path`."} | unsupported | an attachment that Resend does not take
                422 | {"name":"invalid_from_address","message":"Invalid `from` field."} | unsupported | a sender that Resend cannot write
                422 | {"name":"invalid_access","message":"Access must be full_access or sending_access."} | account | not for mails
                422 | {"name":"invalid_region","message":"Invalid region."} | account | not for mails
                422 | {"name":"invalid_scope","message":"This endpoint does not support the specified scope."} | account | not for mails
                429 | {"name":"rate_limit_exceeded","message":"Too many requests."} | throttled | the rate of the team
                429 | {"name":"daily_quota_exceeded","message":"You have reached your daily email sending quota."} | account | the daily quota
                429 | {"name":"monthly_quota_exceeded","message":"You have reached your monthly email sending quota."} | account | the monthly quota
                451 | {"name":"security_error","message":"We may have found a security issue with the request."} | unsupported | Resend suspects the content or the account
                500 | {"name":"application_error","message":"An unexpected error occurred."} | unknown | a fault at Resend
                500 | {"name":"internal_server_error","message":"An unexpected error occurred."} | unknown | a fault at Resend
                500 | {"name":"service_unavailable","message":"Unavailable."} | unknown | a fault at Resend
                503 | {"name":"service_unavailable","message":"Unavailable."} | throttled | a fault at Resend
                """;
    }

    @Test
    void sendsEverything() throws Exception {
        JsonNode mail = sent(rich()).json();
        assertThat(mail.path("from").asText()).isEqualTo("\"Müllers Laden\" <shop@example.com>");
        assertThat(texts(mail.path("to"))).containsExactly("\"Doe, Ann\" <ann@example.org>", "bob@example.org");
        assertThat(texts(mail.path("cc"))).containsExactly("Cy <cy@example.org>");
        assertThat(texts(mail.path("bcc"))).containsExactly("dee@example.org");
        assertThat(texts(mail.path("reply_to"))).containsExactly("help@example.com", "\"Ö. Doe\" <ann@example.org>");
        assertThat(mail.path("subject").asText()).isEqualTo("Ihre Bestellung über 5 €");
        assertThat(mail.path("text").asText()).isEqualTo("Danke, {{name}}.");
        assertThat(mail.path("html").asText()).isEqualTo("<p>Danke.</p><img src=\"cid:logo@shop\">");
        assertThat(mail.at("/headers/X-Order").asText()).isEqualTo("=?UTF-8?B?TsK6IDc=?=");
        assertThat(mail.path("attachments").size()).isEqualTo(2);
        JsonNode logo = mail.at("/attachments/0");
        assertThat(logo.path("filename").asText()).isEqualTo("logo.png");
        assertThat(logo.path("content_type").asText()).isEqualTo("image/png");
        assertThat(logo.path("content_id").asText()).isEqualTo("logo@shop");
        assertThat(Base64.getDecoder().decode(logo.path("content").asText())).containsExactly(1, 2, 3);
        assertThat(mail.at("/attachments/1").has("content_id")).isFalse();
        assertThat(tags(mail))
                .isEqualTo(Map.of(
                        "mail-sender-id",
                        MESSAGE_ID.value(),
                        "tag-1",
                        "order",
                        "tag-2",
                        "new_customer",
                        "order_id",
                        "7__"));
        assertThat(mail.at("/tags/0/name").asText()).isEqualTo("mail-sender-id");
    }

    @Test
    void sendsTheHeaders() throws Exception {
        ResendRequest request = sent(message());
        assertThat(request.http().header("authorization")).isEqualTo("Bearer re_secret");
        assertThat(request.http().header("user-agent")).isNotBlank();
        assertThat(request.http().header("content-type")).isEqualTo("application/json");
        assertThat(request.http().header("idempotency-key")).isEqualTo(MESSAGE_ID.value() + "-1");
    }

    @Test
    void declaresLessThanResendsWindow() {
        assertThat(provider(server.uri(), beans()).idempotencyWindow())
                .hasValueSatisfying(window -> assertThat(window)
                        .isBetween(Duration.ofHours(20), Duration.ofHours(24).minusMinutes(30)));
    }

    /** A repeated attempt must have the same key and the same bytes, or Resend answers invalid_idempotent_request. */
    @Test
    void repeatsTheSameRequest() throws Exception {
        ResendRequest first = sent(rich());
        ResendRequest second = sent(rich());
        assertThat(second.http().body()).isEqualTo(first.http().body());
        assertThat(second.http().header("idempotency-key"))
                .isEqualTo(first.http().header("idempotency-key"));
    }

    @Test
    void aRetryNamesOnlyItsRecipientsAndHasAnotherKey() throws Exception {
        server.always(Behaviours.json(200, ACCEPTED));
        Envelope some = new Envelope(Stream.of("cy@example.org", "dee@example.org")
                .map(EmailAddress::parse)
                .toList());
        assertThat(send(rich(), some)).isInstanceOf(Sent.class);
        ResendRequest request = ResendRequest.read(server.onlyRequest());
        request.assertDescribed();
        assertThat(texts(request.json().path("to"))).containsExactly("Cy <cy@example.org>");
        assertThat(request.json().has("cc")).isFalse();
        assertThat(texts(request.json().path("bcc"))).containsExactly("dee@example.org");
        assertThat(request.http().header("idempotency-key")).startsWith(MESSAGE_ID.value() + "-");
    }

    /** Resend derives a text from the HTML if there is none, and refuses a mail without both. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {"null, <p>x, ''", "'', <p>x, ''", "t, <p>x, t", "null, null, ' '", "'', null, ' '", "t, ' ', t"})
    void sendsAText(@Nullable String text, @Nullable String html, String sent) throws Exception {
        JsonNode mail =
                sent(withContent(new Content("s", text, html, List.of()))).json();
        assertThat(mail.path("text").asText()).isEqualTo(sent);
        assertThat(mail.has("html")).isEqualTo(html != null && !html.isBlank());
    }

    /** "You can add up to 75 tags per email." */
    @Test
    void sendsAtMost75Tags() throws Exception {
        Map<String, String> metadata = IntStream.range(0, 100)
                .boxed()
                .collect(Collectors.toMap(i -> String.format(Locale.ROOT, "n%03d", i), String::valueOf));
        JsonNode mail =
                sent(withExtras(new Extras(Map.of(), List.of(), metadata))).json();
        assertThat(tags(mail)).hasSize(75).containsKeys("mail-sender-id", "n000", "n073");
    }

    @Test
    void refusesWhatResendCannotCarry() {
        Attachment file = new Attachment("a.png", "image/png", new byte[1], "x".repeat(128));
        assertUnsupported(withContent(new Content("s", "t", "<p>", List.of(file))), "127 characters");
        Attachment large = new Attachment("a.bin", "application/octet-stream", new byte[30_000_001], null);
        assertUnsupported(withContent(new Content("s", "t", null, List.of(large))), "40 MB");
        Message plain = message();
        List<Mailbox> many = IntStream.range(0, 51)
                .mapToObj(i -> Mailbox.parse("r" + i + "@example.org"))
                .toList();
        assertUnsupported(
                new Message(
                        plain.id(),
                        plain.date(),
                        plain.originator(),
                        new Destination(many, List.of(), List.of()),
                        plain.content(),
                        plain.extras()),
                "50 recipients");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void readsRetryAfter() {
        server.always(Behaviours.json(
                429,
                "{\"statusCode\":429,\"name\":\"rate_limit_exceeded\",\"message\":\"Too many requests.\"}",
                "retry-after: 2",
                "ratelimit-reset: 1"));
        assertThat(send())
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        throttled -> assertThat(throttled.retryAfter()).isEqualTo(Duration.ofSeconds(2)));
    }

    /** Cloudflare's answer to a request without a User-Agent. */
    @Test
    void anAnswerOfTheNetworkLayerIsAboutTheAccount() {
        server.always(Behaviours.answer(403, "text/plain", "error code: 1010"));
        assertUnavailable(send(), Cause.ACCOUNT, 403);
    }

    @Test
    void anUnverifiedDomainOfACallerIsNotTheAccounts() {
        server.always(error(403, "validation_error", "The shop.example domain is not verified."));
        Message plain = message();
        Message other = new Message(
                plain.id(),
                plain.date(),
                new Originator(null, EmailAddress.parse("me@shop.example"), List.of()),
                plain.destination(),
                plain.content(),
                plain.extras());
        Outcome outcome = resend(server.uri(), beans(), List.of("shop.example"))
                .send(other, other.envelope(), LONG)
                .toCompletableFuture()
                .join();
        assertUnavailable(outcome, Cause.UNSUPPORTED, 403);
    }

    @Test
    void settingsHideTheKey() {
        assertThat(settings(URI.create("http://localhost"), List.of()).toString())
                .doesNotContain("re_secret");
        assertThat(new Resend.Settings("main", "re_secret", "shop@example.com", null, null, null).endpointOrDefault())
                .isEqualTo(URI.create("https://api.resend.com"));
    }

    private void assertUnsupported(Message message, String words) {
        Outcome outcome = send(message);
        assertUnavailable(outcome, Cause.UNSUPPORTED);
        assertThat(outcome.reply().text()).contains(words);
    }

    private ResendRequest sent(Message message) throws Exception {
        server.always(Behaviours.json(200, ACCEPTED));
        assertThat(send(message)).isInstanceOf(Sent.class);
        ResendRequest request =
                ResendRequest.read(server.posts().get(server.posts().size() - 1));
        request.assertDescribed();
        return request;
    }

    private Outcome send(Message message, Envelope envelope) {
        return provider(server.uri(), beans())
                .send(message, envelope, LONG)
                .toCompletableFuture()
                .join();
    }

    static Resend resend(URI endpoint, ApplicationContext beans, List<String> fromDomains) {
        return new Resend(settings(endpoint, fromDomains), beans.getBean(ProviderHttp.class));
    }

    private static Resend.Settings settings(URI endpoint, List<String> fromDomains) {
        return new Resend.Settings("main", "re_secret", "shop@example.com", fromDomains, null, endpoint);
    }

    private static Behaviour error(int status, String name, String message) {
        return Behaviours.json(
                status, "{\"statusCode\":" + status + ",\"name\":\"" + name + "\",\"message\":\"" + message + "\"}");
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static Map<String, String> tags(JsonNode mail) {
        return StreamSupport.stream(mail.path("tags").spliterator(), false)
                .collect(Collectors.toMap(
                        tag -> tag.path("name").asText(),
                        tag -> tag.path("value").asText()));
    }

    /** A message with everything that Resend carries. */
    static Message rich() {
        return new Message(
                MESSAGE_ID,
                Instant.parse("2026-01-07T10:00:00Z"),
                new Originator("Müllers Laden", null, mailboxes("help@example.com", "\"Ö. Doe\" <ann@example.org>")),
                new Destination(
                        mailboxes("\"Doe, Ann\" <ann@example.org>", "bob@example.org"),
                        mailboxes("Cy <cy@example.org>"),
                        mailboxes("dee@example.org")),
                new Content(
                        "Ihre Bestellung über 5 €",
                        "Danke, {{name}}.",
                        "<p>Danke.</p><img src=\"cid:logo@shop\">",
                        List.of(
                                new Attachment("logo.png", "image/png", new byte[] {1, 2, 3}, "logo@shop"),
                                new Attachment("Zürich.pdf", "application/pdf", new byte[] {9, 8}, null))),
                new Extras(Map.of("X-Order", "Nº 7"), List.of("order", "new customer"), Map.of("order.id", "7 €")));
    }

    private static List<Mailbox> mailboxes(String... texts) {
        return Stream.of(texts).map(Mailbox::parse).toList();
    }

    private static Message withContent(Content content) {
        Message plain = message();
        return new Message(plain.id(), plain.date(), plain.originator(), plain.destination(), content, plain.extras());
    }

    private static Message withExtras(Extras extras) {
        Message plain = message();
        return new Message(plain.id(), plain.date(), plain.originator(), plain.destination(), plain.content(), extras);
    }
}
