package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.Attachment;
import io.mailsender.message.Calendar;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
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
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Brevo has no machine-readable description that may be copied. Requests and error codes were checked against its SDKs (the types of
 * @getbrevo/brevo 6.0.3, {@code SendTransacEmailRequest}; {@code ErrorModel} of getbrevo/brevo-php), its manual (developers.brevo.com),
 * what anymail/django-anymail found out (docs/esps/brevo.rst, backends/brevo.py), by {@link BrevoSdkTest}, and once by hand against what
 * django-anymail 15.2 sends for the same mail (it agrees, but has the metadata in X-Mailin-custom).
 */
class BrevoTest extends HttpProviderContract {

    private static final String ID = "<202601071000.12345678@smtp-relay.mailin.fr>";
    static final String ACCEPTED = "{\"messageId\":\"" + ID + "\"}";
    private static final String INVITATION =
            "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR";

    @Override
    protected Provider provider(URI endpoint, ApplicationContext beans) {
        return brevo(endpoint, beans, false);
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
    protected int acceptedStatus() {
        return 201;
    }

    @Override
    protected String errorBody(String text) {
        return "{\"message\":\"" + text + "\"}";
    }

    @Override
    protected Behaviour rejection() {
        return Behaviours.json(400, "{\"code\":\"invalid_parameter\",\"message\":\"email is not valid in to\"}");
    }

    /**
     * The codes of {@code ErrorModel}; Brevo does not say which status belongs to which. The texts are from sendinblue/APIv3-python-library#63,
     * getbrevo/brevo-ruby#8 and getbrevo/brevo-python#13.
     */
    @Override
    protected String errorCodes() {
        return """
                400 | {"code":"invalid_parameter","message":"email is not valid in to"} | rejected | a wrong value
                400 | {"code":"bad_request","message":"…"} | rejected | a wrong request
                422 | {"code":"unprocessable_entity","message":"…"} | rejected | a wrong request
                400 | {"code":"invalid_parameter","message":"Sending has been rejected because the sender you used shop@example.com is not valid."} | account | the provider's own `from` is not validated
                400 | {"code":"invalid_parameter","message":"Sending has been rejected because the sender you used joe@example.net is not valid."} | unsupported | a caller's sender is not validated
                400 | {"code":"invalid_parameter","message":"Unsupported file format in attachment"} | unsupported | a file that Brevo does not take
                400 | {"code":"missing_parameter","message":"Either of htmlContent or textContent is required"} | unsupported | a field is missing
                400 | {"code":"out_of_range","message":"…"} | unsupported | a value is too large
                400 | {"code":"duplicate_parameter","message":"…"} | unsupported | a value appears twice
                400 | {"code":"duplicate_request","message":"…"} | unknown | a repeated idempotency key; the daemon sends none
                401 | {"code":"unauthorized","message":"Key not found"} | account | a wrong key
                401 | {"code":"unauthorized","message":"authentication not found in headers"} | account | no key
                401 | {"code":"unauthorized","message":"We have detected you are using an unrecognised IP address 192.0.2.1."} | account | an IP address that is not authorized
                402 | {"code":"not_enough_credits","message":"…"} | account | the plan is used up
                402 | {"code":"account_under_validation","message":"…"} | account | Brevo checks the account
                400 | {"code":"account_under_validation","message":"…"} | account | Brevo checks the account
                403 | {"code":"permission_denied","message":"Unable to send email. Your SMTP account is not yet activated."} | account | no transactional mail yet
                403 | {"code":"reseller_permission_denied","message":"…"} | account | the reseller may not
                404 | {"code":"document_not_found","message":"…"} | account | a wrong endpoint
                405 | {"code":"method_not_allowed","message":"…"} | account | a wrong endpoint
                406 | {"code":"not_acceptable","message":"…"} | unsupported | another format is wanted
                400 | {"code":"campaign_processing","message":"…"} | unsupported | only for campaigns
                400 | {"code":"campaign_sent","message":"…"} | unsupported | only for campaigns
                413 | {"message":"…"} | unsupported | too large
                415 | {"message":"…"} | unsupported | another format is wanted
                429 | {"message":"…"} | throttled | too many requests
                500 | {"message":"…"} | unknown | a fault at Brevo
                503 | {"message":"…"} | throttled | a fault at Brevo
                """;
    }

    @Test
    void sendsEverything() throws IOException {
        assertThat(sent(rich())).isEqualTo(json("""
                {"sender": {"email": "shop@example.com", "name": "Müllers Laden"},
                 "to": [{"email": "ann@example.org", "name": "Doe, Ann"}, {"email": "bob@example.org"}],
                 "cc": [{"email": "cy@example.org"}],
                 "bcc": [{"email": "dee@example.org"}],
                 "replyTo": {"email": "help@example.com", "name": "Hilfe"},
                 "subject": "Über 5 €",
                 "htmlContent": "<p>Danke.</p>",
                 "textContent": "Danke.",
                 "attachment": [{"name": "order.PDF", "content": "CQg="}],
                 "headers": {"X-Mailin-custom": "mail-sender-id:0123456789abcdef0123456789abcdef", "X-Order": "No 7"},
                 "tags": ["order", "new customer"]}"""));
        assertThat(server.onlyRequest().path()).isEqualTo("/v3/smtp/email");
        assertThat(server.onlyRequest().header("api-key")).isEqualTo("xkeysib-secret");
    }

    @Test
    void sendsTheSameBytesEachTime() {
        server.always(Behaviours.json(201, ACCEPTED));
        send(rich());
        send(rich());
        assertThat(server.posts().get(0).body()).isEqualTo(server.posts().get(1).body());
    }

    /** anymail/django-anymail#483: of a text alone, Brevo makes HTML and drops the text. */
    @Test
    void sendsATextAsHtmlToo() throws IOException {
        JsonNode body = sent(with(new Content("s", "1 < 2 &\n  <b>", null, List.of())));
        assertThat(body.get("textContent").getStringValue()).isEqualTo("1 < 2 &\n  <b>");
        assertThat(body.get("htmlContent").getStringValue())
                .isEqualTo(
                        "<html><body><div style=\"white-space:pre-wrap\">1 &lt; 2 &amp;\n  &lt;b&gt;</div></body></html>");
    }

    @Test
    void sendsHtmlAlone() throws IOException {
        assertThat(sent(with(new Content("s", null, "<p>t</p>", List.of()))).get("textContent"))
                .isNull();
    }

    /** getbrevo/brevo-node#90: an empty array is refused. */
    @Test
    void leavesOutWhatIsEmpty() throws IOException {
        assertThat(sent(message()).entries())
                .extracting(Map.Entry::getKey)
                .containsExactly("sender", "to", "subject", "htmlContent", "textContent", "headers");
    }

    @Test
    void sendsToTheEnvelope() throws IOException {
        server.always(Behaviours.json(201, ACCEPTED));
        provider(server.uri(), beans())
                .send(rich(), new Envelope(List.of(EmailAddress.parse("dee@example.org"))), LONG)
                .toCompletableFuture()
                .join();
        JsonNode body = json(server.onlyRequest().text());
        assertThat(body.get("to")).isEqualTo(json("[{\"email\": \"dee@example.org\"}]"));
        assertThat(body.get("cc")).isNull();
        assertThat(body.get("bcc")).isNull();
    }

    /** betagouv/recommandations-collaboratives#2381: Brevo ran <code>{{7*7}}</code> of a user. */
    @Test
    void keepsHtmlFromRunningAsATemplate() throws IOException {
        JsonNode body = sent(with(new Content("s", null, "<style>p{#x{}}</style><p>{{7*7}} {% if %}</p>", List.of())));
        assertThat(body.get("htmlContent").getStringValue())
                .isEqualTo("<style>p{ #x{}}</style><p>&#123;{7*7}} &#123;% if %}</p>");
        assertThat(body.get("params")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{7*7}}", "{% if a %}", "{# b"})
    void isUnsupportedIfATextWouldRun(String text) {
        assertUnsupported(with(new Content("s", text, null, List.of())), "as a template");
        assertUnsupported(with(new Content(text, "t", "<p>t</p>", List.of())), "as a template");
        assertUnsupported(with(new Content("s", "t", "<script>" + text + "</script>", List.of())), "as a template");
    }

    /** Brevo drops such a name (anymail's backends/brevo.py), but not if it is encoded. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Müller, Ann | =?UTF-8?B?TcO8bGxlciwgQW5u?=
            Müller Ann  | Müller Ann
            Doe, Ann    | Doe, Ann
            """)
    void encodesANameThatBrevoWouldDrop(String name, String sent) throws IOException {
        JsonNode body = sent(to(new Mailbox(name, EmailAddress.parse("ann@example.org"))));
        assertThat(body.get("to").get(0).get("name").getStringValue()).isEqualTo(sent);
    }

    @Test
    void isUnsupportedIfBrevoCannotCarryIt() {
        assertUnsupported(with(new Content("s", " ", null, List.of())), "without text or HTML");
        assertUnsupported(with(new Content(" ", "t", null, List.of())), "without a subject");
        assertUnsupported(with(new Content("s", "t", null, Calendar.parse(INVITATION, null), List.of())), "invitation");
        assertUnsupported(with(new Content("s", "t", "<p>", List.of(file("logo.png", "logo")))), "inline images");
        assertUnsupported(with(new Content("s", "t", null, List.of(file("Zürich.pdf", null)))), "file names");
        assertUnsupported(with(new Content("s", "t", null, List.of(file("key.asc", null)))), "this extension");
        assertUnsupported(with(new Content("s", "t", null, List.of(file("README", null)))), "this extension");
        assertUnsupported(
                with(new Content(
                        "s",
                        "t",
                        null,
                        List.of(new Attachment("a.zip", "application/zip", new byte[15_000_000], null)))),
                "20 MB");
        assertUnsupported(with(Map.of("List-Unsubscribe", "<https://example.com/u>")), "begin with X-");
        assertUnsupported(with(Map.of("X-Order", "Nº 7")), "not ASCII");
        assertUnsupported(with(Map.of("X-Order", "=?UTF-8?B?TsK6IDc=?=")), "not ASCII");
        assertUnsupported(to(new Mailbox("a".repeat(71), EmailAddress.parse("ann@example.org"))), "70 characters");
        assertUnsupported(replyTo(mailbox("a@example.com"), mailbox("b@example.com")), "one reply_to");
        assertUnsupported(
                replyTo(new Mailbox("Müller, Ann", EmailAddress.parse("a@example.com"))),
                "whose name has a punctuation");
    }

    /** An inline file that no HTML shows is an attachment. */
    @Test
    void attachesAnInlineFileToAText() throws IOException {
        assertThat(sent(with(new Content("s", "t", null, List.of(file("logo.png", "logo")))))
                        .get("attachment")
                        .size())
                .isEqualTo(1);
    }

    /** The recipient can read X-Mailin-custom. */
    @Test
    void doesNotSendMetadata() throws IOException {
        sent(with(new Extras(Map.of(), List.of(), Map.of("customer", "secret-7"))));
        assertThat(server.onlyRequest().text()).doesNotContain("secret-7");
    }

    /** Brevo's own documents name two keys and two times, so none is used. */
    @Test
    void sendsNoIdempotencyKey() throws IOException {
        sent(message());
        assertThat(server.onlyRequest().text().toLowerCase(Locale.ROOT)).doesNotContain("idempotency");
        assertThat(provider(server.uri(), beans()).idempotencyWindow()).isEmpty();
    }

    @Test
    void onlyChecksInSandboxMode() throws IOException {
        server.always(Behaviours.json(201, ACCEPTED));
        brevo(server.uri(), beans(), true)
                .send(message(), message().envelope(), LONG)
                .toCompletableFuture()
                .join();
        assertThat(json(server.onlyRequest().text()).get("headers").get("X-Sib-Sandbox"))
                .isEqualTo(json("\"drop\""));
    }

    /** Brevo's manual, "Rate limit headers". */
    @ParameterizedTest
    @CsvSource({"x-sib-ratelimit-reset: 42, 42", "Retry-After: 7, 7", "x-sib-ratelimit-reset: soon, ", "x-other: 1, "})
    void readsWhenTheLimitIsReset(String header, @Nullable Long seconds) {
        server.always(Behaviours.json(429, "{\"code\":\"too_many_requests\",\"message\":\"…\"}", header));
        assertThat(send()).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.cause()).isEqualTo(Cause.THROTTLED);
            assertThat(unavailable.retryAfter()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
        });
    }

    @Test
    void isConfiguredByItsBlock() {
        try (ApplicationContext beans = ApplicationContext.run(Map.of(
                "providers.brevo.main.api-key", "xkeysib-secret",
                "providers.brevo.main.name", "main",
                "providers.brevo.main.from", "shop@example.com"))) {
            Brevo brevo = beans.getBean(Brevo.class);
            assertThat(brevo.name()).isEqualTo("main");
            assertThat(brevo.kind()).isEqualTo("brevo");
            Brevo.Settings settings = beans.getBean(Brevo.Settings.class);
            assertThat(settings.endpointOrDefault()).hasToString("https://api.brevo.com");
            assertThat(settings.toString()).doesNotContain("xkeysib");
        }
    }

    static Brevo brevo(URI endpoint, ApplicationContext beans, boolean sandbox) {
        return new Brevo(
                new Brevo.Settings(
                        "main", "xkeysib-secret", "shop@example.com", List.of("example.net"), sandbox, null, endpoint),
                beans.getBean(ProviderHttp.class));
    }

    /** A message with everything that Brevo carries. */
    static Message rich() {
        return new Message(
                message().id(),
                Instant.parse("2026-01-07T10:00:00Z"),
                new Originator("Müllers Laden", null, List.of(Mailbox.parse("Hilfe <help@example.com>"))),
                new Destination(
                        Arrays.asList(Mailbox.parse("\"Doe, Ann\" <ann@example.org>"), mailbox("bob@example.org")),
                        List.of(mailbox("cy@example.org")),
                        List.of(mailbox("dee@example.org"))),
                new Content(
                        "Über 5 €",
                        "Danke.",
                        "<p>Danke.</p>",
                        List.of(new Attachment("order.PDF", "application/pdf", new byte[] {9, 8}, null))),
                new Extras(Map.of("X-Order", "No 7"), List.of("order", "new customer"), Map.of("order", "7 €")));
    }

    private void assertUnsupported(Message message, String reason) {
        Outcome outcome = send(message);
        assertUnavailable(outcome, Cause.UNSUPPORTED, 0);
        assertThat(outcome.reply().text()).contains(reason);
        assertThat(server.requests()).isEmpty();
    }

    private JsonNode sent(Message message) throws IOException {
        server.always(Behaviours.json(201, ACCEPTED));
        assertThat(send(message)).isInstanceOf(Sent.class);
        return json(server.onlyRequest().text());
    }

    private static JsonNode json(String text) throws IOException {
        return JsonMapper.createDefault().readValue(text, Argument.of(JsonNode.class));
    }

    private static Attachment file(String name, @Nullable String contentId) {
        return new Attachment(name, "application/octet-stream", new byte[] {1}, contentId);
    }

    private static Mailbox mailbox(String address) {
        return Mailbox.parse(address);
    }

    private static Message to(Mailbox to) {
        Message plain = message();
        Destination destination = new Destination(List.of(to), List.of(), List.of());
        return new Message(plain.id(), plain.date(), plain.originator(), destination, plain.content(), plain.extras());
    }

    private static Message replyTo(Mailbox... replyTo) {
        Message plain = message();
        Originator originator = new Originator(null, null, List.of(replyTo));
        return new Message(plain.id(), plain.date(), originator, plain.destination(), plain.content(), plain.extras());
    }

    private static Message with(Content content) {
        Message plain = message();
        return new Message(plain.id(), plain.date(), plain.originator(), plain.destination(), content, plain.extras());
    }

    private static Message with(Map<String, String> headers) {
        return with(new Extras(headers, List.of(), Map.of()));
    }

    private static Message with(Extras extras) {
        Message plain = message();
        return new Message(plain.id(), plain.date(), plain.originator(), plain.destination(), plain.content(), extras);
    }
}
