package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static java.nio.charset.StandardCharsets.UTF_8;
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
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
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
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mailjet has no machine-readable description that may be copied. Requests and error codes were checked against its guide
 * (mailjet/api-documentation, guides/_send-api.md: "Send API JSON properties", "List of forbidden headers", "Send API errors"), against
 * the types of node-mailjet 6.0.11 ({@code SendEmailV3_1}), by {@link MailjetSdkTest}, and once by hand against what django-anymail 15.2
 * sends for the same mail (it agrees, but has the properties under Globals and no AdvanceErrorHandling).
 */
class MailjetTest extends HttpProviderContract {

    private static final String UUID = "5d4710f5-9aff-4ff8-9d7e-1f0cf9125019";
    static final String ACCEPTED =
            "{\"Messages\":[{\"Status\":\"success\",\"CustomID\":\"0123456789abcdef0123456789abcdef\","
                    + "\"To\":[{\"Email\":\"ann@example.org\",\"MessageUUID\":\"" + UUID
                    + "\",\"MessageID\":70368744188491213,\"MessageHref\":\"https://api.mailjet.com/v3/REST/message/70368744188491213\"}],"
                    + "\"Cc\":[],\"Bcc\":[]}]}";

    @Override
    protected Provider provider(URI endpoint, ApplicationContext beans) {
        return mailjet(endpoint, beans, false);
    }

    @Override
    protected String acceptedBody() {
        return ACCEPTED;
    }

    @Override
    protected String acceptedId() {
        return UUID;
    }

    @Override
    protected String errorBody(String text) {
        return "{\"Messages\":[{\"Status\":\"error\",\"Errors\":[{\"ErrorIdentifier\":\"f987008f\",\"ErrorMessage\":\""
                + text + "\",\"ErrorRelatedTo\":[\"From\"]}]}]}";
    }

    @Override
    protected Behaviour rejection() {
        return error(400, "mj-0013", "\\\"ann@\\\" is an invalid email address.");
    }

    /** The guide's table, and what users saw: a wrong key (mailjet/mailjet-apiv3-php#109), 429 (mailjet/mailjet-apiv3-nodejs#178). */
    @Override
    protected String errorCodes() {
        return """
                200 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"mj-0013","StatusCode":400,"ErrorMessage":"…"}]}]} | rejected | an address has a wrong form
                200 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"send-0008","StatusCode":403,"ErrorMessage":"…"}]}]} | account | the sender is not authorized
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"mj-0013","ErrorMessage":"…"}]}]} | rejected | an address has a wrong form
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"mj-0003","ErrorMessage":"…"}]}]} | unsupported | a property is missing
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"mj-0004","ErrorMessage":"…"}]}]} | unsupported | a property has the wrong type
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"mj-0005","ErrorMessage":"…"}]}]} | unsupported | a value is not allowed
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"mj-0006","ErrorMessage":"…"}]}]} | unsupported | a text is too long
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"mj-0007","ErrorMessage":"…"}]}]} | unsupported | an empty array
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"mj-0008","ErrorMessage":"…"}]}]} | unsupported | too many files or header fields
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"mj-0012","ErrorMessage":"…"}]}]} | unsupported | an empty text
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"send-0003","ErrorMessage":"…"}]}]} | unsupported | neither text nor HTML
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"send-0004","ErrorMessage":"…"}]}]} | unsupported | HTML and a template
                403 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"send-0006","ErrorMessage":"…"}]}]} | account | the key may not set Sender
                403 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"send-0007","ErrorMessage":"…"}]}]} | account | the Sender is not validated
                403 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"send-0008","ErrorMessage":"\\"shop@example.com\\" is not an authorized sender email address for your account."}]}]} | account | the provider's own `from` is not authorized
                403 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"send-0008","ErrorMessage":"\\"joe@example.net\\" is not an authorized sender email address for your account."}]}]} | unsupported | a caller's sender is not authorized
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"send-0010","ErrorMessage":"…"}]}]} | unsupported | no right to the template
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"send-0011","ErrorMessage":"…"}]}]} | unsupported | a header field that a message may not set
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"send-0012","ErrorMessage":"…"}]}]} | unsupported | DeduplicateCampaign without a campaign
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"send-0013","ErrorMessage":"…"}]}]} | unsupported | no such MonitoringCategory
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"send-0015","ErrorMessage":"…"}]}]} | unsupported | over 50 recipients
                400 | {"Messages":[{"Status":"error","Errors":[{"ErrorCode":"send-0016","ErrorMessage":"…"}]}]} | unsupported | TemplateLanguage is missing
                401 | {"ErrorIdentifier":"…","ErrorCode":"mj-0001","StatusCode":401,"ErrorMessage":"…"} | account | the key is suspended
                401 | {"ErrorIdentifier":"…","ErrorCode":"mj-0015","StatusCode":401,"ErrorMessage":"…"} | account | no valid credentials
                401 | {"ErrorIdentifier":"…","StatusCode":401,"ErrorMessage":"API key authentication/authorization failure."} | account | a wrong key
                400 | {"ErrorIdentifier":"…","ErrorCode":"mj-0002","StatusCode":400,"ErrorMessage":"…"} | unsupported | malformed JSON
                400 | {"ErrorIdentifier":"…","ErrorCode":"mj-0011","StatusCode":400,"ErrorMessage":"…"} | unsupported | the call is too large
                413 | <html><body><h1>413 Request Entity Too Large</h1></body></html> | unsupported | over 15 MB
                429 | <html><body><h1>429 Too Many Requests</h1></body></html> | throttled | too many requests
                500 | {"ErrorIdentifier":"…","StatusCode":500,"ErrorMessage":"…"} | unknown | a fault at Mailjet
                """;
    }

    @Test
    void sendsEverythingInOneMessage() throws IOException {
        assertThat(sent(rich())).isEqualTo(json("""
                {"Messages": [{
                  "From": {"Email": "shop@example.com", "Name": "Müllers Laden"},
                  "To": [{"Email": "ann@example.org", "Name": "Doe, Ann"}, {"Email": "bob@example.org"}],
                  "Cc": [{"Email": "cy@example.org"}],
                  "Bcc": [{"Email": "dee@example.org"}],
                  "ReplyTo": {"Email": "help@example.com"},
                  "Subject": "Über 5 €",
                  "TextPart": "Danke.",
                  "HTMLPart": "<p>Danke.</p><img src=\\"cid:logo\\">",
                  "Attachments": [{"ContentType": "application/pdf", "Filename": "Zürich.pdf", "Base64Content": "CQg="}],
                  "InlinedAttachments": [{"ContentType": "image/png", "Filename": "logo.png", "ContentID": "logo", "Base64Content": "AQID"}],
                  "CustomID": "0123456789abcdef0123456789abcdef",
                  "CustomCampaign": "order",
                  "EventPayload": "{\\"a\\":\\"7 €\\",\\"b\\":\\"\\\\\\"\\"}",
                  "Headers": {"List-Unsubscribe": "<https://example.com/u>", "X-Order": "=?UTF-8?B?TsK6IDc=?="}
                }],
                "AdvanceErrorHandling": true}"""));
        assertThat(server.onlyRequest().path()).isEqualTo("/v3.1/send");
        assertThat(server.onlyRequest().header("authorization"))
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString("public:secret".getBytes(UTF_8)));
    }

    @Test
    void sendsTheSameBytesEachTime() {
        server.always(Behaviours.json(200, ACCEPTED));
        send(rich());
        send(rich());
        assertThat(server.posts().get(0).body()).isEqualTo(server.posts().get(1).body());
    }

    /** Without HTML there is no place to show an inline file. */
    @Test
    void attachesAnInlineFileToAText() throws IOException {
        Attachment logo = new Attachment("logo.png", "image/png", new byte[] {1}, "logo");
        JsonNode message = message(sent(with(new Content("s", "t", null, List.of(logo)))));
        assertThat(message.get("Attachments").size()).isEqualTo(1);
        assertThat(message.get("InlinedAttachments")).isNull();
    }

    /** The copy for some recipients names only these. */
    @Test
    void sendsToTheEnvelope() throws IOException {
        server.always(Behaviours.json(200, ACCEPTED));
        Message rich = rich();
        provider(server.uri(), beans())
                .send(
                        rich,
                        new Envelope(
                                List.of(EmailAddress.parse("cy@example.org"), EmailAddress.parse("dee@example.org"))),
                        LONG)
                .toCompletableFuture()
                .join();
        JsonNode message = message(json(server.onlyRequest().text()));
        assertThat(message.get("To")).isEqualTo(json("[{\"Email\": \"cy@example.org\"}]"));
        assertThat(message.get("Cc")).isNull();
        assertThat(message.get("Bcc")).isEqualTo(json("[{\"Email\": \"dee@example.org\"}]"));
    }

    /** The guide: "By default the template language processing is deactivated", so <code>{{</code> arrives as it is. */
    @Test
    void neverSwitchesTemplatesOn() throws IOException {
        JsonNode message =
                message(sent(with(new Content("{{s}}", "{{var:day}}", "<p>{{data:name}} {% if %}</p>", List.of()))));
        assertThat(message.get("TextPart").getStringValue()).isEqualTo("{{var:day}}");
        assertThat(message.get("HTMLPart").getStringValue()).isEqualTo("<p>{{data:name}} {% if %}</p>");
        assertThat(server.onlyRequest().text()).doesNotContain("Template", "Variables");
    }

    /** Personalization by {@code [[…]]} has no switch. */
    @Test
    void keepsPersonalizationFromRunning() throws IOException {
        JsonNode message = message(sent(with(new Content("s", "if [[ -f x ]]", "<p>[[data:name]]</p>", List.of()))));
        assertThat(message.get("HTMLPart").getStringValue()).isEqualTo("<p>&#91;[data:name]]</p>");
        assertThat(message.get("TextPart").getStringValue()).isEqualTo("if [[ -f x ]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dear [[data:firstname]]", "[[ VAR:day ]]", "[[UNSUB_LINK_EN]]"})
    void isUnsupportedIfATextWouldRun(String text) {
        assertUnsupported(with(new Content("s", text, null, List.of())), "double square brackets");
    }

    @Test
    void isUnsupportedIfMailjetCannotCarryIt() {
        assertUnsupported(with(new Content("s".repeat(256), "t", null, List.of())), "255 characters");
        assertUnsupported(with(new Content("s", " ", null, List.of())), "without text or HTML");
        assertUnsupported(
                with(new Content("s", "t", null, List.of(new Attachment("a.txt", "text/plain", new byte[0], null)))),
                "empty attachment");
        assertUnsupported(
                with(new Content(
                        "s", "t", null, List.of(new Attachment("a", "text/plain", new byte[11_300_000], null)))),
                "15 MB");
        assertUnsupported(
                with(new Content(
                        "s",
                        "t",
                        null,
                        Calendar.parse(
                                "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR",
                                null),
                        List.of())),
                "invitation");
        for (String field : List.of("List-Id", "User-Agent", "x-mailer", "X-Feedback-Id", "X-CSA-Complaints")) {
            assertUnsupported(with(new Extras(Map.of(field, "x"), List.of(), Map.of())), field);
        }
    }

    /** mailjet/mailjet-apiv3-php#219: without it, a sender that is not verified is accepted and dropped later. */
    @Test
    void asksForAllChecks() throws IOException {
        assertThat(sent(message()).get("AdvanceErrorHandling").getBooleanValue())
                .isTrue();
    }

    @Test
    void onlyChecksInSandboxMode() throws IOException {
        // The guide: in the sandbox, MessageUUID is empty and MessageID 0.
        server.always(
                Behaviours.json(
                        200,
                        "{\"Messages\":[{\"Status\":\"success\",\"To\":[{\"Email\":\"ann@example.org\",\"MessageUUID\":\"\",\"MessageID\":0}]}]}"));
        Mailjet sandbox = mailjet(server.uri(), beans(), true);
        Outcome outcome = sandbox.send(message(), message().envelope(), LONG)
                .toCompletableFuture()
                .join();
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Sent.class, sent -> assertThat(sent.providerMessageId()).isNull());
        assertThat(json(server.onlyRequest().text()).get("SandboxMode").getBooleanValue())
                .isTrue();
        assertThat(sandbox.outcomeLookup()).isEmpty();
    }

    /** The id is the first recipient's, whichever field that is in. */
    @Test
    void readsTheIdOfABlindCopy() {
        server.always(
                Behaviours.json(200, ACCEPTED.replace("\"Bcc\":[]", "\"X\":[]").replace("\"To\"", "\"Bcc\"")));
        assertThat(((Sent) send()).providerMessageId()).isEqualTo(UUID);
    }

    @Test
    void anUnknownErrorInA200IsReadByItsStatus() {
        server.next(
                Behaviours.json(200, body("new-0001", "\"StatusCode\":400,")),
                Behaviours.json(200, body("new-0001", "\"StatusCode\":500,")));
        assertThat(send()).isInstanceOf(Rejected.class);
        assertThat(send()).isInstanceOf(Unknown.class);
    }

    @Test
    void keepsTheErrorsText() {
        server.always(error(
                403,
                "send-0008",
                "\\\"shop@example.com\\\" is not an authorized sender email address for your account."));
        Outcome outcome = send();
        assertUnavailable(outcome, Cause.ACCOUNT, 403);
        assertThat(outcome.reply().text())
                .isEqualTo("\"shop@example.com\" is not an authorized sender email address for your account.");
    }

    @Test
    void isConfiguredByItsBlock() {
        try (ApplicationContext beans = ApplicationContext.run(Map.of(
                "providers.mailjet.main.api-key", "public-1",
                "providers.mailjet.main.secret-key", "secret-1",
                "providers.mailjet.main.region", "us",
                "providers.mailjet.main.name", "main",
                "providers.mailjet.main.from", "shop@example.com"))) {
            Mailjet mailjet = beans.getBean(Mailjet.class);
            assertThat(mailjet.name()).isEqualTo("main");
            assertThat(mailjet.kind()).isEqualTo("mailjet");
            assertThat(mailjet.idempotencyWindow()).isEmpty();
            Mailjet.Settings settings = beans.getBean(Mailjet.Settings.class);
            assertThat(settings.endpointOrDefault()).hasToString("https://api.us.mailjet.com");
            assertThat(settings.toString()).doesNotContain("secret", "public");
        }
    }

    static Mailjet mailjet(URI endpoint, ApplicationContext beans, boolean sandbox) {
        return new Mailjet(
                new Mailjet.Settings(
                        "main",
                        "public",
                        "secret",
                        Mailjet.Region.DEFAULT,
                        "shop@example.com",
                        List.of("example.net"),
                        sandbox,
                        null,
                        endpoint),
                beans.getBean(ProviderHttp.class));
    }

    /** A message with everything that Mailjet carries. */
    static Message rich() {
        return new Message(
                message().id(),
                Instant.parse("2026-01-07T10:00:00Z"),
                new Originator("Müllers Laden", null, mailboxes("help@example.com")),
                new Destination(
                        mailboxes("\"Doe, Ann\" <ann@example.org>", "bob@example.org"),
                        mailboxes("cy@example.org"),
                        mailboxes("dee@example.org")),
                new Content(
                        "Über 5 €",
                        "Danke.",
                        "<p>Danke.</p><img src=\"cid:logo\">",
                        List.of(
                                new Attachment("Zürich.pdf", "application/pdf", new byte[] {9, 8}, null),
                                new Attachment("logo.png", "image/png", new byte[] {1, 2, 3}, "logo"))),
                new Extras(
                        Map.of("X-Order", "Nº 7", "List-Unsubscribe", "<https://example.com/u>"),
                        List.of("order", "second"),
                        Map.of("b", "\"", "a", "7 €")));
    }

    private void assertUnsupported(Message message, String reason) {
        Outcome outcome = send(message);
        assertUnavailable(outcome, Cause.UNSUPPORTED, 0);
        assertThat(outcome.reply().text()).contains(reason);
        assertThat(server.requests()).isEmpty();
    }

    private JsonNode sent(Message message) throws IOException {
        server.always(Behaviours.json(200, ACCEPTED));
        assertThat(send(message)).isInstanceOf(Sent.class);
        return json(server.onlyRequest().text());
    }

    private static JsonNode message(JsonNode body) {
        return body.get("Messages").get(0);
    }

    static JsonNode json(String text) throws IOException {
        return JsonMapper.createDefault().readValue(text, Argument.of(JsonNode.class));
    }

    private static Behaviour error(int status, String code, String text) {
        return Behaviours.json(status, body(code, "").replace("…", text));
    }

    private static String body(String code, String more) {
        return "{\"Messages\":[{\"Status\":\"error\",\"Errors\":[{\"ErrorCode\":\"" + code + "\"," + more
                + "\"ErrorMessage\":\"…\"}]}]}";
    }

    private static List<Mailbox> mailboxes(String... texts) {
        return Arrays.stream(texts).map(Mailbox::parse).toList();
    }

    private static Message with(Content content) {
        Message plain = message();
        return new Message(plain.id(), plain.date(), plain.originator(), plain.destination(), content, plain.extras());
    }

    private static Message with(Extras extras) {
        Message plain = message();
        return new Message(plain.id(), plain.date(), plain.originator(), plain.destination(), plain.content(), extras);
    }
}
