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
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import io.mailsender.provider.HttpProviderContract;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer.Behaviour;
import io.micronaut.context.ApplicationContext;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailgunTest extends HttpProviderContract {

    private static final String DOMAIN = "mg.example.com";
    private static final String ACCEPTED =
            "{\"id\":\"<20260107100000.1.ABC@mg.example.com>\",\"message\":\"Queued. Thank you.\"}";
    private static final MessageId ID = new MessageId("0123456789abcdef0123456789abcdef", "example.org");
    private static final Attachment LOGO = new Attachment("logo", "image/png", new byte[] {1, 2, 3, 13, 10, 0}, "logo");
    private static final String INVITATION =
            "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR";
    private static final Attachment FILE =
            new Attachment("Zürich \"1\".pdf", "application/pdf", new byte[] {9, 8}, null);

    @Override
    protected Provider provider(URI endpoint, ApplicationContext beans) {
        return mailgun(endpoint, beans, false);
    }

    @Override
    protected String acceptedBody() {
        return ACCEPTED;
    }

    @Override
    protected String acceptedId() {
        return "<20260107100000.1.ABC@mg.example.com>";
    }

    @Override
    protected String errorBody(String text) {
        return "{\"message\":\"" + text + "\"}";
    }

    @Override
    protected Behaviour rejection() {
        return error(400, "to parameter is not a valid address. please check documentation");
    }

    @Override
    protected String errorCodes() {
        return """
                400 | {"message":"to parameter is not a valid address. please check documentation"} | rejected | a wrong parameter
                400 | {"message":"Domain mg.example.com is not allowed to send: Sandbox subdomains are for test purposes only."} | account | a sandbox domain, or a recipient that it does not allow
                400 | {"message":"Domain mg.example.com is not allowed to send: The domain is unverified and requires DNS configuration."} | account | the domain is not verified
                400 | {"message":"Please activate your Mailgun account."} | account | the account is not activated
                401 | "Forbidden" | account | a wrong key
                402 | {"message":"Request failed"} | account | the account cannot pay
                403 | {"message":"not allowed to send large batches yet"} | account | a restricted account
                404 | {"message":"Domain not found: mg.example.com"} | account | no such domain in this region
                413 | {"message":"Request Entity Too Large"} | unsupported | over 52.4 MiB
                420 | {"message":"recipient limit exceeded, try again after 120 seconds"} | throttled | a limit of the domain
                429 | {"message":"hourly limit exceeded, try again after 120 seconds"} | throttled | a limit of the account
                500 | {"message":"Internal Server Error"} | unknown | a fault at Mailgun
                503 | {"message":"Service Unavailable"} | throttled | a fault at Mailgun
                """;
    }

    @Test
    void sendsFields() throws Exception {
        MailgunRequest request = sent(rich(List.of(LOGO, FILE)));
        assertThat(request.path()).isEqualTo("/v3/mg.example.com/messages");
        assertThat(request.value("from")).startsWith("=?UTF-8?").endsWith("?= <shop@example.com>");
        assertThat(request.values("to")).containsExactly("\"Doe, Ann\" <ann@example.org>", "bob@example.org");
        assertThat(request.values("cc")).containsExactly("cy@example.org");
        assertThat(request.values("bcc")).containsExactly("dee@example.org");
        assertThat(request.value("subject")).isEqualTo("Ihre Bestellung über 5 €");
        assertThat(request.value("text")).isEqualTo("Danke.\r\n\r\n--form-0123456789abcdef\r\n");
        assertThat(request.value("html")).isEqualTo("<p>Danke.</p><img src=\"cid:logo\">");
        assertThat(request.value("h:Reply-To")).isEqualTo("help@example.com, \"Doe, Ann\" <ann@example.org>");
        assertThat(request.value("h:Message-Id")).isEqualTo("<0123456789abcdef0123456789abcdef@example.org>");
        assertThat(request.value("h:X-Order")).isEqualTo("=?UTF-8?B?TsK6IDc=?=");
        assertThat(request.values("o:tag")).containsExactly("order", "new customer");
        assertThat(request.value("v:order")).isEqualTo("7 €");
        assertThat(request.value("v:mail-sender-id")).isEqualTo("0123456789abcdef0123456789abcdef");
        assertThat(request.value("o:suppress-headers")).contains("X-Mailgun-Variables");
        assertThat(request.names()).doesNotContain("o:testmode");
    }

    /** In fields, Mailgun uses one name for both, so either the Content-ID or logo.png would be lost. */
    @Test
    void sendsAnInlineFileWithAnotherNameAsMime() throws Exception {
        MailgunRequest request = sent(
                rich(List.of(new Attachment("logo.png", "image/png", new byte[] {1}, "logo@shop.example.com"), FILE)));
        assertThat(request.path()).endsWith("/messages.mime");
        assertThat(request.values("to"))
                .containsExactly("ann@example.org", "bob@example.org", "cy@example.org", "dee@example.org");
        assertThat(request.values("o:tag")).containsExactly("order", "new customer");
        assertThat(request.value("v:order")).isEqualTo("7 €");
        assertThat(request.all("message").get(0).text())
                .contains("Content-ID: <logo@shop.example.com>", "filename=\"logo.png\"")
                .doesNotContain("dee@example.org");
    }

    @Test
    void sendsABccOnlyMessageAndAnInvitationAsMime() throws Exception {
        Message plain = message();
        MailgunRequest request = sent(new Message(
                ID,
                plain.date(),
                plain.originator(),
                new Destination(List.of(), List.of(), mailboxes("dee@example.org", "eve@example.org")),
                new Content("s", "t", null, Calendar.parse(INVITATION, null), List.of()),
                Extras.NONE));
        assertThat(request.path()).endsWith("/messages.mime");
        assertThat(request.values("to")).containsExactly("dee@example.org", "eve@example.org");
        assertThat(request.names()).doesNotContain("bcc");
        assertThat(request.all("message").get(0).text())
                .contains("To: undisclosed-recipients:;", "Content-Type: text/calendar; method=REQUEST")
                .doesNotContain("dee@", "eve@");
    }

    @Test
    void keepsAStructuredField() throws Exception {
        MailgunRequest request = sent(new Extras(
                Map.of("List-Unsubscribe", "<https://example.com/u?next=?a&t=1>, <mailto:u@example.com>"),
                List.of(),
                Map.of()));
        assertThat(request.value("h:List-Unsubscribe"))
                .isEqualTo("<https://example.com/u?next=?a&t=1>, <mailto:u@example.com>");
    }

    @Test
    void sendsInlineFilesInFieldsIfTheNameIsTheContentId() throws Exception {
        MailgunRequest request = sent(rich(List.of(LOGO, FILE)));
        assertThat(request.path()).endsWith("/messages");
        assertThat(request.all("inline")).singleElement().satisfies(part -> {
            assertThat(part.filename()).isEqualTo("logo");
            assertThat(part.contentType()).isEqualTo("image/png");
            assertThat(part.content()).isEqualTo(LOGO.content());
        });
        assertThat(request.all("attachment")).singleElement().satisfies(part -> {
            assertThat(part.filename()).isEqualTo("Zürich %221%22.pdf");
            assertThat(part.contentType()).isEqualTo("application/pdf");
            assertThat(part.content()).isEqualTo(FILE.content());
        });
    }

    @Test
    void authenticatesWithTheKey() {
        server.always(Behaviours.json(200, ACCEPTED));
        send();
        assertThat(server.onlyRequest().header("authorization"))
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString("api:key-secret".getBytes(UTF_8)));
    }

    @Test
    void sendsTheSameBytesEachTime() {
        server.always(Behaviours.json(200, ACCEPTED));
        send(rich(List.of(LOGO, FILE)));
        send(rich(List.of(LOGO, FILE)));
        assertThat(server.posts().get(0).body()).isEqualTo(server.posts().get(1).body());
    }

    @Test
    void sendsMimeToSomeOfTheRecipients() throws Exception {
        server.always(Behaviours.json(200, ACCEPTED));
        Outcome outcome =
                send(rich(List.of(LOGO)), new Envelope(List.of(EmailAddress.parse("dee@example.org"))), false);
        assertThat(outcome).isInstanceOf(Sent.class);

        MailgunRequest request = MailgunRequest.read(server.onlyRequest());
        request.assertDescribed(DOMAIN);
        assertThat(request.path()).isEqualTo("/v3/mg.example.com/messages.mime");
        assertThat(request.values("to")).containsExactly("dee@example.org");
        assertThat(request.names()).doesNotContain("cc", "bcc", "from", "subject", "h:Message-Id");
        assertThat(request.values("o:tag")).containsExactly("order", "new customer");
        assertThat(request.all("message").get(0).filename()).isNotBlank();
        MimeMessage mime = mime(request);
        assertThat(mime.getHeader("To", null)).isEqualTo("\"Doe, Ann\" <ann@example.org>, bob@example.org");
        assertThat(mime.getHeader("Cc", null)).isEqualTo("cy@example.org");
        assertThat(mime.getHeader("Bcc")).isNull();
        assertThat(mime.getMessageID()).isEqualTo("<0123456789abcdef0123456789abcdef@example.org>");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " \r\n"})
    void sendsABlankTextAsMime(@Nullable String text) throws Exception {
        MailgunRequest request = sent(withContent(new Content("Empty", text, null, List.of())));
        assertThat(request.path()).endsWith("/messages.mime");
        assertThat(mime(request).getSubject()).isEqualTo("Empty");
    }

    @Test
    void usesTestMode() throws Exception {
        server.always(Behaviours.json(200, ACCEPTED));
        Message message = message();
        send(message, message.envelope(), true);
        MailgunRequest request = MailgunRequest.read(server.onlyRequest());
        request.assertDescribed(DOMAIN);
        assertThat(request.value("o:testmode")).isEqualTo("yes");
    }

    @ParameterizedTest
    @CsvSource({
        "password reset, password reset",
        "grün, gr_n",
        "'', _",
        "' ', _",
        "a\uD83D\uDE00b, a_b",
    })
    void mapsTagsThatMailgunDoesNotAllow(String tag, String there) throws Exception {
        assertThat(labelled(List.of(tag), Map.of()).values("o:tag")).containsExactly(there);
    }

    /** dittofeed/dittofeed#1834: Mailgun refuses a message with an invalid tag. mailgun/mailgun-go#409: at most ten tags. */
    @Test
    void sendsTheFirstTenDistinctTags() throws Exception {
        List<String> tags = new ArrayList<>(List.of("x".repeat(129), "x".repeat(130), "grün", "GR_N", "grau"));
        IntStream.range(0, 90).forEach(i -> tags.add("t" + i));
        assertThat(labelled(tags, Map.of()).values("o:tag"))
                .containsExactly("x".repeat(128), "gr_n", "grau", "t0", "t1", "t2", "t3", "t4", "t5", "t6");
    }

    @Test
    void keepsMappedNamesOfMetadataDistinct() throws Exception {
        MailgunRequest request = labelled(
                List.of(),
                Map.of(
                        "mail-sender-id",
                        "1",
                        "a\\b",
                        "2",
                        "a\"b",
                        "3",
                        "a_b",
                        "4",
                        "a_b_2",
                        "5",
                        "",
                        "6",
                        "grün",
                        "7"));
        assertThat(request.value("v:mail-sender-id")).isEqualTo("0123456789abcdef0123456789abcdef");
        assertThat(request.value("v:mail-sender-id_2")).isEqualTo("1");
        assertThat(request.value("v:a_b")).isEqualTo("4");
        assertThat(request.value("v:a_b_2")).isEqualTo("5");
        assertThat(request.value("v:a_b_3")).isEqualTo("3");
        assertThat(request.value("v:a_b_4")).isEqualTo("2");
        assertThat(request.value("v:_")).isEqualTo("6");
        assertThat(request.value("v:grün")).isEqualTo("7");
    }

    /** "Send options (parameters starting with o:, h:, or v:) are limited to 16 kB total" */
    @Test
    void leavesOutMetadataThatDoesNotFit() throws Exception {
        Map<String, String> large = IntStream.range(0, 30)
                .boxed()
                .collect(Collectors.toMap(i -> String.format(Locale.ROOT, "n%02d", i), i -> "ä".repeat(400)));
        Map<String, String> metadata = new HashMap<>(large);
        metadata.put("small", "1");
        MailgunRequest request = labelled(List.of("tag"), metadata);
        assertThat(request.value("v:n00")).isEqualTo("ä".repeat(400));
        assertThat(request.names()).contains("o:tag", "v:mail-sender-id", "v:n18", "v:small");
        assertThat(request.names()).doesNotContain("v:n19", "v:n29");
        int options = request.parts().stream()
                .filter(part -> part.name().matches("[ohvt]:.*"))
                .mapToInt(part -> part.name().getBytes(UTF_8).length + part.content().length)
                .sum();
        assertThat(options).isLessThanOrEqualTo(16_000);
    }

    @Test
    void sendsHeaderFieldsThatDoNotFitAsMime() throws Exception {
        Map<String, String> large =
                IntStream.range(0, 21).boxed().collect(Collectors.toMap(i -> "X-" + i, i -> "x".repeat(800)));
        for (Map<String, String> headers : List.of(large, Map.of("X-\\", "backslash"))) {
            MailgunRequest request = sent(new Extras(headers, List.of("tag"), Map.of("n", "v")));
            assertThat(request.path()).endsWith("/messages.mime");
            assertThat(request.value("o:tag")).isEqualTo("tag");
            assertThat(request.value("v:n")).isEqualTo("v");
            MimeMessage mime = mime(request);
            for (Map.Entry<String, String> header : headers.entrySet()) {
                assertThat(mime.getHeader(header.getKey(), null)).isEqualTo(header.getValue());
            }
        }
    }

    @Test
    void isUnsupportedIfItCannotCarryTheMessage() {
        Extras none = Extras.NONE;
        assertUnsupported(withContent(
                new Content("s", "t", null, List.of(new Attachment("a", "text/plain", new byte[19_000_000], null)))));
        assertUnsupported(new Message(
                ID,
                Instant.EPOCH,
                new Originator(null, EmailAddress.parse("ceo@elsewhere.example"), List.of()),
                message().destination(),
                message().content(),
                none));
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Domain mg.example.com is not allowed to send: Sandbox subdomains are for test purposes only. Please add your own domain or add the address to authorized recipients in Account Settings.",
                "Domain mg.example.com is not allowed to send: Free accounts are for test purposes only. Please upgrade or add the address to authorized recipients in Account Settings.",
                "Domain mg.example.com is not allowed to send: The domain is unverified and requires DNS configuration. Log in to your control panel to view required DNS records.",
                "Please activate your Mailgun account. Check your inbox or log in to your control panel to resend the activation email.",
            })
    void refusalOfTheAccountIsAnAccountMatter(String text) {
        server.always(error(400, text));
        Outcome outcome = send();
        assertUnavailable(outcome, Cause.ACCOUNT);
        assertThat(outcome.reply().text()).startsWith(text.substring(0, 30));
    }

    /** Mailgun's own status for a limit, with and without a text that the adapter can read. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"message\":\"limit exceeded\"}", "slow down", ""})
    void status420IsThrottled(String body) {
        server.always(Behaviours.json(420, body, "Retry-After: 7"));
        assertThat(send()).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.cause()).isEqualTo(Cause.THROTTLED);
            assertThat(unavailable.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Forbidden\"", "Forbidden"})
    void wrongKeyIsAnAccountMatter(String body) {
        server.always(Behaviours.json(401, body));
        Outcome outcome = send();
        assertUnavailable(outcome, Cause.ACCOUNT);
        assertThat(outcome.reply().statusCode()).isEqualTo(401);
    }

    @Test
    void unknownDomainIsAnAccountMatter() {
        server.always(error(404, "Domain not found: mg.example.com"));
        Outcome outcome = send();
        assertUnavailable(outcome, Cause.ACCOUNT);
        assertThat(outcome.reply().text()).isEqualTo("Domain not found: mg.example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "429, '120 seconds', 120",
        "420, 'Wed, 07 Jan 2026 10:01:30 UTC', 90",
        "429, 'Wed, 07 Jan 2026 10:01:30 +0000', 90",
        "429, 'Fri, 09 Jan 2026 10:00:00 UTC', 900",
        "429, 'a while', ",
    })
    void limitSaysWhenToTryAgain(int status, String when, @Nullable Long seconds) {
        String text = "Domain mg.example.com is not allowed to send: recipient limit exceeded, try again after " + when;
        server.always(Behaviours.json(status, "{\"message\":\"" + text + "\"}", "Date: Wed, 07 Jan 2026 10:00:00 GMT"));
        assertThat(send()).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.cause()).isEqualTo(Cause.THROTTLED);
            assertThat(unavailable.retryAfter()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
        });
    }

    @Test
    void wrongAddressIsRejected() {
        server.always(rejection());
        assertThat(send().reply().text()).startsWith("to parameter is not a valid address");
        assertThat(send()).isInstanceOf(Rejected.class);
    }

    @Test
    void isConfiguredByItsBlock() {
        try (ApplicationContext beans = ApplicationContext.run(Map.of(
                "providers.mailgun.main.api-key", "key-secret",
                "providers.mailgun.main.domain", DOMAIN,
                "providers.mailgun.main.region", "eu",
                "providers.mailgun.main.name", "main",
                "providers.mailgun.main.from", "shop@example.com"))) {
            Mailgun mailgun = beans.getBean(Mailgun.class);
            assertThat(mailgun.name()).isEqualTo("main");
            assertThat(mailgun.kind()).isEqualTo("mailgun");
            Mailgun.Settings settings = beans.getBean(Mailgun.Settings.class);
            assertThat(settings.endpointOrDefault()).hasToString("https://api.eu.mailgun.net");
            assertThat(settings.toString()).doesNotContain("secret");
        }
    }

    private void assertUnsupported(Message message) {
        assertUnavailable(send(message), Cause.UNSUPPORTED);
    }

    private Outcome send(Message message, Envelope envelope, boolean testMode) {
        return mailgun(server.uri(), beans(), testMode)
                .send(message, envelope, LONG)
                .toCompletableFuture()
                .join();
    }

    private static Mailgun mailgun(URI endpoint, ApplicationContext beans, boolean testMode) {
        Mailgun.Settings settings = new Mailgun.Settings(
                "main",
                "key-secret",
                DOMAIN,
                Mailgun.Region.US,
                "shop@example.com",
                List.of(),
                testMode,
                null,
                endpoint);
        return new Mailgun(settings, beans.getBean(ProviderHttp.class));
    }

    private static MimeMessage mime(MailgunRequest request) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(request.all("message").get(0).content()));
    }

    private static Behaviour error(int status, String message) {
        return Behaviours.json(status, "{\"message\":\"" + message + "\"}");
    }

    private static Message rich(List<Attachment> attachments) {
        return new Message(
                ID,
                Instant.parse("2026-01-07T10:00:00Z"),
                new Originator("Müllers Laden", null, mailboxes("help@example.com", "\"Doe, Ann\" <ann@example.org>")),
                new Destination(
                        mailboxes("\"Doe, Ann\" <ann@example.org>", "bob@example.org"),
                        mailboxes("cy@example.org"),
                        mailboxes("dee@example.org")),
                new Content(
                        "Ihre Bestellung über 5 €",
                        "Danke.\r\n\r\n--form-0123456789abcdef\r\n",
                        "<p>Danke.</p><img src=\"cid:logo\">",
                        attachments),
                new Extras(Map.of("X-Order", "Nº 7"), List.of("order", "new customer"), Map.of("order", "7 €")));
    }

    private static List<Mailbox> mailboxes(String... texts) {
        return List.of(texts).stream().map(Mailbox::parse).toList();
    }

    private MailgunRequest labelled(List<String> tags, Map<String, String> metadata) throws Exception {
        return sent(new Extras(Map.of(), tags, metadata));
    }

    private MailgunRequest sent(Extras extras) throws Exception {
        return sent(withExtras(extras));
    }

    private MailgunRequest sent(Message message) throws Exception {
        server.always(Behaviours.json(200, ACCEPTED));
        assertThat(send(message)).isInstanceOf(Sent.class);
        MailgunRequest request =
                MailgunRequest.read(server.posts().get(server.posts().size() - 1));
        request.assertDescribed(DOMAIN);
        return request;
    }

    private static Message withContent(Content content) {
        Message plain = message();
        return new Message(ID, plain.date(), plain.originator(), plain.destination(), content, plain.extras());
    }

    private static Message withExtras(Extras extras) {
        Message plain = message();
        return new Message(ID, plain.date(), plain.originator(), plain.destination(), plain.content(), extras);
    }
}
