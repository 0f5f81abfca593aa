package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertSent;
import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static io.mailsender.provider.OutcomeAssertions.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer.Behaviour;
import io.micronaut.context.ApplicationContext;
import io.micronaut.json.tree.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every request that a test sends is checked against SendGrid's own description of its API. */
class SendgridTest extends HttpProviderContract {

    private static final String ID = "14c5d75ce93.dfd.64b469";
    private static final String UNVERIFIED =
            "{\"errors\":[{\"message\":\"The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.\",\"field\":\"from\",\"help\":null}]}";
    private static final Attachment LOGO =
            new Attachment("logo.png", "image/png", new byte[] {1, 2, 3, 13, 10, 0}, "logo@shop.example");
    private static final Attachment FILE =
            new Attachment("Zürich \"1\".pdf", "application/pdf", new byte[] {9, 8}, null);

    @Override
    protected Provider provider(URI endpoint, ApplicationContext beans) {
        return sendgrid(endpoint, beans, false);
    }

    @Override
    protected String acceptedBody() {
        return "";
    }

    @Override
    protected String acceptedId() {
        return ID;
    }

    @Override
    protected int acceptedStatus() {
        return 202;
    }

    @Override
    protected String[] acceptedHeaders() {
        return new String[] {"X-Message-Id: " + ID};
    }

    @Override
    protected String errorBody(String text) {
        return "{\"errors\":[{\"message\":\"" + text + "\",\"field\":null,\"help\":null}]}";
    }

    @Override
    protected Behaviour rejection() {
        return Behaviours.json(
                400,
                "{\"errors\":[{\"message\":\"Does not contain a valid address.\",\"field\":\"personalizations.0.to.0.email\",\"help\":null}]}");
    }

    @Override
    protected String errorCodes() {
        return """
                400 | {"errors":[{"message":"Bad Request","field":null,"help":null}]} | rejected | an invalid request
                400 | {"errors":[{"message":"Does not contain a valid address.","field":"personalizations.0.to.0.email"}]} | rejected | an invalid recipient; `cc`, `bcc` and `reply_to` alike
                400 | {"errors":[{"message":"The reply_to object, when used, must at least have an email parameter with a valid email address.","field":"reply_to.email"}]} | rejected | an invalid `reply_to`
                400 | {"errors":[{"message":"Each unique email address in the personalizations array should only be included once.","field":"personalizations"}]} | unsupported | addresses that differ only in case
                400 | {"errors":[{"message":"There is a limit of 1000 total recipients (to + cc + bcc) per request.","field":"personalizations"}]} | unsupported | too many recipients
                400 | {"errors":[{"message":"The combined size of both global and personalization custom arguments may not exceed 50,000 bytes per personalization.","field":"personalizations.0.custom_args"}]} | unsupported | too much metadata
                400 | {"errors":[{"message":"Header can't be one of the reserved keys.","field":"headers.X-Sg-Id"}]} | unsupported | a header field of SendGrid's
                400 | {"errors":[{"message":"The subject is required.","field":"subject"}]} | unsupported | no subject
                400 | {"errors":[{"message":"The content value must be a string at least one character in length.","field":"content.0.value"}]} | unsupported | no text
                400 | {"errors":[{"message":"Cannot contain ';', or CRLF characters.","field":"content.2.type"}]} | unsupported | a content type with a parameter
                400 | {"errors":[{"message":"The attachment content must be base64 encoded.","field":"attachments.0.content"}]} | unsupported | an attachment that SendGrid does not take
                400 | {"errors":[{"message":"Each category must not be longer than 255 characters.","field":"categories"}]} | unsupported | a tag that SendGrid does not take
                400 | {"errors":[{"message":"The sandbox mode enable param should be a boolean value.","field":"mail_settings.sandbox_mode.enable"}]} | unsupported | a wrong setting in the request
                400 | {"errors":[{"message":"The from object must at least have an email parameter with a valid email address.","field":"from.email"}]} | account | an invalid sender: the provider's own; a caller's is `unsupported`
                400 | {"errors":[{"message":"Invalid UTF8 in request.","field":null}]} | rejected | a wrong encoding
                401 | {"errors":[{"message":"authorization required","field":null}]} | account | no key
                401 | {"errors":[{"message":"The provided authorization grant is invalid, expired, or revoked","field":null,"help":null}]} | account | a wrong key, or one of the other region
                401 | {"errors":[{"message":"Maximum credits exceeded","field":null,"help":null}]} | account | no credits left
                403 | {"errors":[{"message":"The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.","field":"from"}]} | account | an unverified sender: the provider's own; a caller's is `unsupported`
                403 | {"errors":[{"message":"access forbidden","field":null}]} | account | the key lacks the right Mail Send
                403 | {"errors":[{"message":"Too many bad requests. Temporary block","field":null}]} | throttled | blocked after too many bad requests
                403 | {"errors":[{"message":"You are temporarily blocked from sending emails due to repeated bad requests.","field":null}]} | throttled | the same, in other words
                404 | {"errors":[{"message":"not found","field":null}]} | account | a wrong endpoint
                405 | {"errors":[{"message":"method not allowed","field":null}]} | account | a wrong endpoint
                406 | {"errors":[{"message":"Missing Accept header.","field":null}]} | account | a proxy removed `Accept`
                413 | {"errors":[{"message":"content too large","field":null}]} | unsupported | over 30 MB
                415 | {"errors":[{"message":"Content-Type should be application/json.","field":null}]} | account | a proxy changed `Content-Type`
                429 | {"errors":[{"message":"too many requests","field":null}]} | throttled | too many requests; `X-RateLimit-Reset` says until when
                451 | {"errors":[{"message":"Unavailable due to data residency restrictions","field":null}]} | account | the wrong region
                500 | {"errors":[{"message":"internal server error"}]} | unknown | a fault at SendGrid
                503 | {"errors":[{"message":"service not available"}]} | throttled | SendGrid is not available
                """;
    }

    @Test
    void sendsEverything() throws Exception {
        JsonNode body = sent(rich(List.of(LOGO, FILE)));
        assertThat(server.onlyRequest().header("authorization")).isEqualTo("Bearer SG.secret");
        JsonNode mail = body.get("personalizations").get(0);
        assertThat(json(mail.get("to"))).isEqualTo("[{email=ann@example.org, name=Doe, Ann}, {email=bob@example.org}]");
        assertThat(json(mail.get("cc"))).isEqualTo("[{email=cy@example.org}]");
        assertThat(json(mail.get("bcc"))).isEqualTo("[{email=dee@example.org}]");
        assertThat(json(mail.get("custom_args")))
                .isEqualTo("{mail-sender-id=0123456789abcdef0123456789abcdef, order=7 €}");
        assertThat(json(body.get("from"))).isEqualTo("{email=shop@example.com, name=Müllers Laden}");
        assertThat(body.get("reply_to")).isNull();
        assertThat(json(body.get("reply_to_list")))
                .isEqualTo("[{email=help@example.com}, {email=ann@example.org, name=Doe, Ann}]");
        assertThat(json(body.get("subject"))).isEqualTo("Ihre Bestellung über 5 €");
        assertThat(json(body.get("content")))
                .isEqualTo("[{type=text/plain, value=Danke.}, {type=text/html, value=<p>Danke.</p>}]");
        assertThat(json(body.get("attachments")))
                .isEqualTo(
                        "[{content=AQIDDQoA, type=image/png, filename=logo.png, disposition=inline, content_id=logo@shop.example},"
                                + " {content=CQg=, type=application/pdf, filename=Zürich \"1\".pdf, disposition=attachment}]");
        assertThat(json(body.get("headers")))
                .isEqualTo("{Message-ID=<0123456789abcdef0123456789abcdef@example.org>, X-Order==?UTF-8?B?TsK6IDc=?=}");
        assertThat(json(body.get("categories"))).isEqualTo("[order, new customer]");
        assertThat(body.get("mail_settings")).isNull();
    }

    @Test
    void sendsTheSameBytesEachTime() {
        server.always(accepted());
        send(rich(List.of(LOGO, FILE)));
        send(rich(List.of(LOGO, FILE)));
        assertThat(server.posts().get(0).body()).isEqualTo(server.posts().get(1).body());
    }

    @Test
    void oneReplyToHasAFieldOfItsOwn() throws Exception {
        Message plain = message();
        JsonNode body = sent(new Message(
                plain.id(),
                plain.date(),
                new Originator(null, null, mailboxes("help@example.com")),
                plain.destination(),
                plain.content(),
                plain.extras()));
        assertThat(json(body.get("reply_to"))).isEqualTo("{email=help@example.com}");
        assertThat(body.get("reply_to_list")).isNull();
        assertThat(json(body.get("from"))).isEqualTo("{email=shop@example.com}");
    }

    /** sendgrid/sendgrid-nodejs#263: SendGrid refuses an empty cc or bcc. */
    @Test
    void leavesOutWhatIsEmpty() throws Exception {
        JsonNode body = sent(message());
        JsonNode mail = body.get("personalizations").get(0);
        assertThat(mail.get("cc")).isNull();
        assertThat(mail.get("bcc")).isNull();
        assertThat(body.get("attachments")).isNull();
        assertThat(body.get("categories")).isNull();
        assertThat(body.get("reply_to_list")).isNull();
    }

    /** One mail to each, who sees nobody else. */
    @Test
    void sendsSeveralBccWithoutAToOneByOne() throws Exception {
        Message plain = message();
        JsonNode body = sent(new Message(
                plain.id(),
                plain.date(),
                plain.originator(),
                new Destination(List.of(), List.of(), mailboxes("dee@example.org", "Eve <eve@example.org>")),
                plain.content(),
                plain.extras()));
        assertThat(body.get("personalizations").size()).isEqualTo(2);
        assertThat(json(body.get("personalizations").get(0).get("to"))).isEqualTo("[{email=dee@example.org}]");
        assertThat(json(body.get("personalizations").get(1).get("to")))
                .isEqualTo("[{email=eve@example.org, name=Eve}]");
        assertThat(json(body.get("personalizations").get(1).get("custom_args"))).contains("mail-sender-id");
    }

    @Test
    void sendsToSomeOfTheRecipientsOnly() throws Exception {
        server.always(accepted());
        Message message = rich(List.of());
        assertThat(provider(server.uri(), beans())
                        .send(message, new Envelope(List.of(EmailAddress.parse("cy@example.org"))), LONG)
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Sent.class);
        JsonNode mail = SendgridSchema.read()
                .check(server.onlyRequest())
                .get("personalizations")
                .get(0);
        assertThat(json(mail.get("to"))).isEqualTo("[{email=cy@example.org}]");
        assertThat(server.onlyRequest().text()).doesNotContain("bob@", "dee@");
    }

    /** SendGrid's list of errors: a content has at least one character. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "")
    void sendsASpaceInsteadOfNoText(@Nullable String text) throws Exception {
        assertThat(json(sent(withContent(new Content("s", text, null, List.of())))
                        .get("content")))
                .isEqualTo("[{type=text/plain, value= }]");
    }

    @Test
    void sendsHtmlAlone() throws Exception {
        assertThat(json(sent(withContent(new Content("s", "", "<p>h</p>", List.of())))
                        .get("content")))
                .isEqualTo("[{type=text/html, value=<p>h</p>}]");
    }

    /** sendgrid/sendgrid-ruby#298: as SendGrid's staff describes it. */
    @Test
    void sendsAnInvitationAfterTheTexts() throws Exception {
        Calendar calendar =
                Calendar.parse("BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR", null);
        JsonNode content = sent(withContent(new Content("s", "t", "<p>h</p>", calendar, List.of())))
                .get("content");
        assertThat(content.size()).isEqualTo(3);
        assertThat(json(content.get(2))).startsWith("{type=text/calendar; method=CANCEL, value=BEGIN:VCALENDAR\r\n");
    }

    @Test
    void cannotCarryAnEmptySubjectOrAttachmentOrAParameter() {
        assertThat(unsupported(new Content("", "t", null, List.of())))
                .isEqualTo("SendGrid carries no message without a subject");
        assertThat(unsupported(file("text/plain", new byte[0]))).isEqualTo("SendGrid carries no empty attachment");
        assertThat(unsupported(file("text/csv; charset=utf-8", new byte[] {1})))
                .isEqualTo("SendGrid carries no parameter, such as charset, in the type of an attachment");
        assertThat(server.requests()).isEmpty();
    }

    /** anymail/django-anymail#150: the one parameter that SendGrid takes. */
    @Test
    void carriesACalendarFile() throws Exception {
        sent(withContent(file("text/calendar; method=REQUEST", new byte[] {1})));
    }

    @Test
    void cannotCarryMoreThan30Mb() {
        assertThat(unsupported(file("application/pdf", new byte[23_000_000])))
                .isEqualTo("the message is larger than 30 MB");
    }

    /** The fields that SendGrid reserves; a caller cannot set any of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-sg-id",
                "x-sg-eid",
                "received",
                "dkim-signature",
                "Content-Type",
                "Content-Transfer-Encoding",
                "To",
                "From",
                "Subject",
                "Reply-To",
                "CC",
                "BCC"
            })
    void reservedHeaderFieldsAreRefusedBefore(String name) {
        assertThatThrownBy(() -> new Extras(Map.of(name, "v"), List.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sendsTheFirstTenDistinctTagsInAscii() throws Exception {
        List<String> tags = new ArrayList<>(List.of("x".repeat(256), "x".repeat(257), "grün", "gr_n", ""));
        IntStream.range(0, 20).forEach(i -> tags.add("t" + i));
        JsonNode categories = sent(new Extras(Map.of(), tags, Map.of())).get("categories");
        assertThat(json(categories)).isEqualTo("[" + "x".repeat(255) + ", gr_n, _, t0, t1, t2, t3, t4, t5, t6]");
    }

    @Test
    void leavesOutMetadataThatDoesNotFit() throws Exception {
        Map<String, String> metadata = IntStream.range(0, 30)
                .boxed()
                .collect(Collectors.toMap(i -> String.valueOf(100 + i), i -> "ä".repeat(200)));
        metadata.put("mail-sender-id", "mine");
        JsonNode arguments = sent(new Extras(Map.of(), List.of(), metadata))
                .get("personalizations")
                .get(0)
                .get("custom_args");
        assertThat(json(arguments.get("mail-sender-id"))).isEqualTo("0123456789abcdef0123456789abcdef");
        assertThat(arguments.size()).isBetween(24, 26);
        assertThat(server.posts().get(0).body().length).isLessThan(11_000);
        assertThat(json(arguments.get("100"))).isEqualTo("ä".repeat(200));
        assertThat(arguments.get("129")).isNull();
    }

    /** Arguments are members of an event beside SendGrid's own. */
    @Test
    void metadataCannotPassForAMemberOfAnEvent() throws Exception {
        Map<String, String> metadata = Map.of("event", "spamreport", "email", "b@example.com", "order", "7");
        JsonNode arguments = sent(new Extras(Map.of(), List.of(), metadata))
                .get("personalizations")
                .get(0)
                .get("custom_args");
        assertThat(json(arguments.get("event_2"))).isEqualTo("spamreport");
        assertThat(json(arguments.get("email_2"))).isEqualTo("b@example.com");
        assertThat(json(arguments.get("order"))).isEqualTo("7");
        assertThat(arguments.get("event")).isNull();
    }

    @Test
    void sandboxModeAnswers200WithoutAnId() throws Exception {
        server.next(Behaviours.status(200), Behaviours.json(200, "{\"status\":\"healthy\"}"));
        Message message = message();
        Provider sandbox = sendgrid(server.uri(), beans(), true);
        assertSent(
                sandbox.send(message, message.envelope(), LONG)
                        .toCompletableFuture()
                        .join(),
                null);
        assertThat(json(SendgridSchema.read().check(server.onlyRequest()).get("mail_settings")))
                .isEqualTo("{sandbox_mode={enable=true}}");
        assertUnknown(
                sandbox.send(message, message.envelope(), LONG)
                        .toCompletableFuture()
                        .join(),
                200);
    }

    /** sendgrid/docs#3855: an answer without X-Message-Id, which other header fields show to be SendGrid's. */
    @Test
    void acceptedWithoutAnIdIsSent() {
        server.always(Behaviours.status(
                202,
                "Access-Control-Allow-Origin: https://sendgrid.api-docs.io",
                "X-No-CORS-Reason: https://sendgrid.com/docs/Classroom/Basics/API/cors.html"));
        assertSent(send(), null);
    }

    /** An unverified sender of one caller must not make the provider rest. */
    @Test
    void unverifiedSenderOfACallerIsUnsupported() {
        server.always(Behaviours.json(403, UNVERIFIED));
        assertUnavailable(send(), Cause.ACCOUNT, 403);
        assertUnavailable(send(from("info@example.net")), Cause.UNSUPPORTED, 403);
        assertThat(server.posts()).hasSize(2);
        server.always(Behaviours.json(403, errorBody("access forbidden")));
        assertUnavailable(send(from("info@example.net")), Cause.ACCOUNT, 403);
    }

    @Test
    void unverifiedSenderOfACallerIsUnsupportedInALateAnswerToo() {
        CompletableFuture<Behaviour> later = new CompletableFuture<>();
        server.next(Behaviours.later(later));
        Message message = from("info@example.net");
        Outcome outcome = provider(server.uri(), beans())
                .send(message, message.envelope(), Duration.ofMillis(500))
                .toCompletableFuture()
                .join();
        assertUnknown(outcome, 0);
        later.complete(Behaviours.json(403, UNVERIFIED));
        assertUnavailable(
                Objects.requireNonNull(((Unknown) outcome).late())
                        .toCompletableFuture()
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join(),
                Cause.UNSUPPORTED,
                403);
    }

    @ParameterizedTest
    @CsvSource({
        // Wed, 07 Jan 2026 10:00:30 GMT
        "1767780030, , 30",
        "1767780030, 5, 5",
        "1767780030, soon, 30",
        "1767779999, , ",
        "99999999999, , 900",
        "never, , ",
        "999999999999999999, , "
    })
    void throttlingReadsTheReset(String reset, @Nullable String retryAfter, @Nullable Long seconds) {
        List<String> headers =
                new ArrayList<>(List.of("Date: Wed, 07 Jan 2026 10:00:00 GMT", "X-RateLimit-Reset: " + reset));
        if (retryAfter != null) {
            headers.add("Retry-After: " + retryAfter);
        }
        server.always(Behaviours.json(429, errorBody("too many requests"), headers.toArray(String[]::new)));
        assertThat(send()).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.cause()).isEqualTo(Cause.THROTTLED);
            assertThat(unavailable.retryAfter()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
        });
    }

    @Test
    void isConfiguredByItsBlock() {
        try (ApplicationContext beans = ApplicationContext.run(Map.of(
                "providers.sendgrid.main.api-key", "SG.secret",
                "providers.sendgrid.main.region", "eu",
                "providers.sendgrid.main.name", "main",
                "providers.sendgrid.main.from", "shop@example.com"))) {
            Sendgrid sendgrid = beans.getBean(Sendgrid.class);
            assertThat(sendgrid.name()).isEqualTo("main");
            assertThat(sendgrid.kind()).isEqualTo("sendgrid");
            assertThat(sendgrid.idempotencyWindow()).isEmpty();
            Sendgrid.Settings settings = beans.getBean(Sendgrid.Settings.class);
            assertThat(settings.endpointOrDefault()).hasToString("https://api.eu.sendgrid.com");
            assertThat(settings.sandboxMode()).isFalse();
            assertThat(settings.toString()).doesNotContain("secret");
        }
    }

    static Sendgrid sendgrid(URI endpoint, ApplicationContext beans, boolean sandboxMode) {
        Sendgrid.Settings settings = new Sendgrid.Settings(
                "main",
                "SG.secret",
                Sendgrid.Region.US,
                "shop@example.com",
                List.of("example.net"),
                sandboxMode,
                null,
                endpoint);
        return new Sendgrid(settings, beans.getBean(ProviderHttp.class));
    }

    private static Behaviour accepted() {
        return Behaviours.status(202, "X-Message-Id: " + ID);
    }

    private String unsupported(Content content) {
        Outcome outcome = send(withContent(content));
        assertUnavailable(outcome, Cause.UNSUPPORTED);
        return outcome.reply().text();
    }

    private static Content file(String type, byte[] content) {
        return new Content("s", "t", null, List.of(new Attachment("f", type, content, null)));
    }

    private JsonNode sent(Extras extras) throws Exception {
        Message plain = message();
        return sent(new Message(
                plain.id(), plain.date(), plain.originator(), plain.destination(), plain.content(), extras));
    }

    private JsonNode sent(Message message) throws Exception {
        server.always(accepted());
        assertSent(send(message), ID);
        return SendgridSchema.read().check(server.posts().get(server.posts().size() - 1));
    }

    private static Message from(String address) {
        Message plain = message();
        return new Message(
                plain.id(),
                plain.date(),
                new Originator(null, EmailAddress.parse(address), List.of()),
                plain.destination(),
                plain.content(),
                plain.extras());
    }

    private static Message withContent(Content content) {
        Message plain = message();
        return new Message(plain.id(), plain.date(), plain.originator(), plain.destination(), content, plain.extras());
    }

    /** A message with everything. */
    static Message rich(List<Attachment> attachments) {
        Message plain = message();
        return new Message(
                plain.id(),
                plain.date(),
                new Originator("Müllers Laden", null, mailboxes("help@example.com", "\"Doe, Ann\" <ann@example.org>")),
                new Destination(
                        mailboxes("\"Doe, Ann\" <ann@example.org>", "bob@example.org"),
                        mailboxes("cy@example.org"),
                        mailboxes("dee@example.org")),
                new Content("Ihre Bestellung über 5 €", "Danke.", "<p>Danke.</p>", attachments),
                new Extras(Map.of("X-Order", "Nº 7"), List.of("order", "new customer"), Map.of("order", "7 €")));
    }

    private static List<Mailbox> mailboxes(String... texts) {
        return List.of(texts).stream().map(Mailbox::parse).toList();
    }

    /** As Java's collections show it, in the order of the members. */
    private static String json(@Nullable JsonNode node) {
        return SendgridSchema.plain(node).toString();
    }
}
