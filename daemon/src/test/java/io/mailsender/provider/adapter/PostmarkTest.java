package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertSent;
import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static io.mailsender.provider.OutcomeAssertions.assertUnknown;
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
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/**
 * The requests are checked against the documentation of <a href="https://postmarkapp.com/developer/api/email-api">POST /email</a> (names,
 * types and limits, see {@link #checked}) and, in {@code PostmarkSdkTest}, against those of Postmark's own client. Postmark's OpenAPI
 * description lacks metadata and message streams, and may not be copied.
 */
class PostmarkTest extends HttpProviderContract {

    private static final String ID = "b7bc2f4a-e38e-4336-af7d-e6c392c2f817";
    private static final String ACCEPTED =
            "{\"To\":\"ann@example.org\",\"SubmittedAt\":\"2026-01-07T10:00:00.1234567-05:00\",\"MessageID\":\"" + ID
                    + "\",\"ErrorCode\":0,\"Message\":\"OK\"}";
    private static final Attachment LOGO =
            new Attachment("logo.png", "image/png", new byte[] {1, 2, 3, 13, 10, 0}, "logo@shop.example");
    private static final Attachment FILE =
            new Attachment("Zürich \"1\".pdf", "application/pdf", new byte[] {9, 8}, null);

    /** The fields of the documentation, with their types. */
    private static final Map<String, Class<?>> FIELDS = Map.ofEntries(
            Map.entry("From", String.class),
            Map.entry("To", String.class),
            Map.entry("Cc", String.class),
            Map.entry("Bcc", String.class),
            Map.entry("Subject", String.class),
            Map.entry("Tag", String.class),
            Map.entry("HtmlBody", String.class),
            Map.entry("TextBody", String.class),
            Map.entry("ReplyTo", String.class),
            Map.entry("Headers", List.class),
            Map.entry("Metadata", Map.class),
            Map.entry("Attachments", List.class),
            Map.entry("MessageStream", String.class));

    @Override
    protected Provider provider(URI endpoint, ApplicationContext beans) {
        return postmark(endpoint, beans, null);
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
        return "{\"ErrorCode\":9999,\"Message\":\"" + text + "\"}";
    }

    @Override
    protected Behaviour rejection() {
        return error(300, "Error parsing 'To': Illegal email address 'ann'. It must contain the '@' symbol.");
    }

    @Override
    protected String errorCodes() {
        return """
                401 | {"ErrorCode":10,"Message":"No Account or Server API tokens were supplied in the HTTP headers."} | account | a wrong token
                403 | | account | the network in front of Postmark refuses the address; the answer is a web page
                404 | {"ErrorCode":0,"Message":"Not found."} | account | a wrong endpoint
                405 | {"ErrorCode":0,"Message":"Method not allowed."} | account | a wrong endpoint
                413 | {"ErrorCode":0,"Message":"Request too large."} | unsupported | over 10 MB
                415 | {"ErrorCode":0,"Message":"Unsupported media type."} | account | a proxy changed `Content-Type` or `Accept`
                422 | {"ErrorCode":300,"Message":"Invalid 'To' address: 'ann'."} | rejected | an invalid recipient; `Cc`, `Bcc` and `ReplyTo` alike
                422 | {"ErrorCode":300,"Message":"Error parsing 'Cc': Illegal email domain 'x' in address 'ann@x'."} | rejected | the same
                422 | {"ErrorCode":300,"Message":"Invalid 'From' address: 'shop'."} | account | an invalid sender: the provider's own; a caller's is `unsupported`
                422 | {"ErrorCode":300,"Message":"Provide either email TextBody or HtmlBody or both."} | unsupported | no text
                422 | {"ErrorCode":300,"Message":"Invalid metadata content. Field names are limited to 20 characters and field values are limited to 80 characters in length."} | unsupported | metadata that Postmark does not take
                422 | {"ErrorCode":300,"Message":"Maximum of 50 recipients allowed per email message."} | unsupported | too many recipients
                422 | {"ErrorCode":300,"Message":"Invalid header name."} | unsupported | a header field that Postmark does not take
                422 | {"ErrorCode":300,"Message":"The attachment's content is not valid."} | unsupported | an attachment that Postmark does not take
                422 | {"ErrorCode":400,"Message":"The 'From' address you supplied (shop@example.com) is not a Sender Signature on your account."} | account | an unverified sender: the provider's own; a caller's is `unsupported`
                422 | {"ErrorCode":401,"Message":"The Sender Signature for shop@example.com has not been confirmed."} | account | an unconfirmed sender: the provider's own; a caller's is `unsupported`
                422 | {"ErrorCode":402,"Message":"Invalid JSON."} | unsupported | an invalid request
                422 | {"ErrorCode":403,"Message":"Invalid request field(s): 'From'."} | unsupported | an invalid request
                422 | {"ErrorCode":405,"Message":"You ran out of credits."} | account | no credits left
                422 | {"ErrorCode":406,"Message":"You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: ann@example.org. Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression."} | rejected | all recipients are suppressed
                422 | {"ErrorCode":409,"Message":"JSON required."} | unsupported | an invalid request
                422 | {"ErrorCode":410,"Message":"You may only send up to 500 messages in a single batched request."} | unsupported | a batch; the daemon sends none
                422 | {"ErrorCode":411,"Message":"Attachment file type not allowed."} | unsupported | a file type that Postmark refuses, such as `.exe`
                422 | {"ErrorCode":412,"Message":"While your account is pending approval, all recipient addresses must share the same domain as the 'From' address."} | account | the account is not approved yet
                422 | {"ErrorCode":413,"Message":"This account is not approved to send email."} | account | the account may not send
                422 | {"ErrorCode":422,"Message":"Invalid Server or Account."} | account | the server or account was deleted
                422 | {"ErrorCode":1226,"Message":"The message stream for the provided ID was not found."} | account | no such message stream
                422 | {"ErrorCode":1235,"Message":"The stream provided: 'x' does not exist on this server."} | account | no such message stream
                422 | {"ErrorCode":1236,"Message":"Sending is not supported for this stream type."} | account | an inbound stream
                422 | {"ErrorCode":1480,"Message":"You are not authorized to send emails from your current IP address."} | account | the account allows other addresses only
                429 | {"ErrorCode":429,"Message":"Rate limit exceeded."} | throttled | too many requests
                500 | {"ErrorCode":500,"Message":"Internal server error."} | unknown | a fault at Postmark
                503 | {"ErrorCode":100,"Message":"Postmark is down for maintenance."} | throttled | maintenance
                """;
    }

    @Test
    void sendsEverything() {
        Map<String, Object> body = sent(rich(List.of(LOGO, FILE)));
        assertThat(server.onlyRequest().path()).isEqualTo("/email");
        assertThat(server.onlyRequest().header("x-postmark-server-token")).isEqualTo("server-secret");
        assertThat(body)
                .containsEntry("From", "\"Müllers Laden\" <shop@example.com>")
                .containsEntry("To", "\"Doe, Ann\" <ann@example.org>, bob@example.org")
                .containsEntry("Cc", "\"C \\\"y\\\" \\\\\" <cy@example.org>")
                .containsEntry("Bcc", "dee@example.org")
                .containsEntry("ReplyTo", "help@example.com, \"Doe, Ann\" <ann@example.org>")
                .containsEntry("Subject", "Ihre Bestellung über 5 €")
                .containsEntry("TextBody", "Danke.")
                .containsEntry("HtmlBody", "<p>Danke.</p>")
                .containsEntry("Tag", "order")
                .containsEntry(
                        "Metadata",
                        Map.of(
                                "mail-sender-id",
                                "0123456789abcdef0123456789abcdef",
                                "order",
                                "7 €",
                                "tag-2",
                                "new customer"))
                .containsEntry(
                        "Headers",
                        List.of(
                                Map.of("Name", "Message-ID", "Value", "<0123456789abcdef0123456789abcdef@example.org>"),
                                Map.of("Name", "X-Order", "Value", "=?UTF-8?B?TsK6IDc=?="),
                                Map.of("Name", "X-PM-KeepID", "Value", "true")))
                .containsEntry(
                        "Attachments",
                        List.of(
                                Map.of(
                                        "Name",
                                        "logo.png",
                                        "Content",
                                        "AQIDDQoA",
                                        "ContentType",
                                        "image/png",
                                        "ContentID",
                                        "cid:logo@shop.example"),
                                Map.of(
                                        "Name",
                                        "Zürich \"1\".pdf",
                                        "Content",
                                        "CQg=",
                                        "ContentType",
                                        "application/pdf")))
                .doesNotContainKey("MessageStream");
    }

    /** ActiveCampaign/postmark.js#37: Postmark refuses an empty Cc or Bcc. */
    @Test
    void leavesOutWhatIsEmpty() {
        assertThat(sent(message())).containsOnlyKeys("From", "To", "Subject", "TextBody", "Headers", "Metadata");
    }

    @Test
    void sendsTheSameBytesEachTime() {
        server.always(Behaviours.json(200, ACCEPTED));
        send(rich(List.of(LOGO, FILE)));
        send(rich(List.of(LOGO, FILE)));
        assertThat(server.posts().get(0).body()).isEqualTo(server.posts().get(1).body());
    }

    @Test
    void namesTheMessageStream() {
        server.always(Behaviours.json(200, ACCEPTED));
        Message message = message();
        postmark(server.uri(), beans(), "news")
                .send(message, message.envelope(), LONG)
                .toCompletableFuture()
                .join();
        assertThat(checked()).containsEntry("MessageStream", "news");
    }

    @Test
    void sendsToSomeOfTheRecipientsOnly() {
        server.always(Behaviours.json(200, ACCEPTED));
        assertSent(send(rich(List.of()), "cy@example.org", "dee@example.org"), ID);
        assertThat(checked())
                .containsEntry("To", "\"C \\\"y\\\" \\\\\" <cy@example.org>")
                .containsEntry("Bcc", "dee@example.org")
                .doesNotContainKey("Cc");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " \r\n"})
    void cannotCarryNoText(@Nullable String text) {
        assertThat(unsupported(new Content("s", text, " ", List.of())))
                .isEqualTo("Postmark carries no message without text or HTML");
    }

    @Test
    void cannotCarryWhatPostmarkRefuses() {
        Calendar calendar =
                Calendar.parse("BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR", null);
        assertThat(unsupported(new Content("s", "t", null, calendar, List.of())))
                .isEqualTo("Postmark carries no invitation");
        assertThat(unsupported(new Content("s", "ä".repeat(2_500_001), null, List.of())))
                .isEqualTo("the text or the HTML is larger than 5 MB");
        assertThat(unsupported(file(new byte[0]))).isEqualTo("Postmark carries no empty attachment");
        assertThat(unsupported(file(new byte[7_500_000]))).isEqualTo("the message is larger than 10 MB");
        List<Mailbox> many = IntStream.rangeClosed(0, 50)
                .mapToObj(i -> Mailbox.parse("r" + i + "@example.org"))
                .toList();
        assertThat(unsupported(to(new Destination(many, List.of(), List.of()))))
                .isEqualTo("Postmark carries at most 50 recipients");
        assertThat(unsupported(to(new Destination(List.of(), List.of(), many.subList(0, 2)))))
                .isEqualTo("several bcc recipients without a to");
        assertThat(server.requests()).isEmpty();
    }

    /** anymail/django-anymail#238, dittofeed/dittofeed#1759: names of 20, values of 80 characters, ten fields. */
    @Test
    void keepsTheLimitsOfMetadata() {
        Map<String, String> given = new TreeMap<>(Map.of(
                "onboarding_experiment", "1",
                "onboarding_experiments", "2",
                "Order", "3",
                "order", "4",
                "größe", "5",
                "mail-sender-id", "6",
                "long", "x".repeat(79) + "\uD83D\uDE00"));
        assertThat(sent(new Extras(Map.of(), List.of("first", "second", "third"), given))
                        .get("Metadata"))
                .isEqualTo(Map.of(
                        "mail-sender-id", "0123456789abcdef0123456789abcdef",
                        "mail-sender-id_2", "6",
                        "gr__e", "5",
                        "long", "x".repeat(79),
                        "Order", "3",
                        "order_2", "4",
                        "onboarding_experimen", "1",
                        "onboarding_experim_2", "2",
                        "tag-2", "second",
                        "tag-3", "third"));
        given.put("a", "0");
        given.put("tag-2", "mine");
        assertThat(sent(new Extras(Map.of(), List.of("first", "second", "third"), given))
                        .get("Metadata"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .hasSize(10)
                .containsEntry("tag-2", "mine")
                .doesNotContainKey("tag-2_2");
    }

    @Test
    void aTagIsCutAndABlankOneLeftOut() {
        assertThat(sent(new Extras(Map.of(), List.of("x".repeat(1001)), Map.of())))
                .containsEntry("Tag", "x".repeat(1000));
        assertThat(sent(new Extras(Map.of(), List.of(" "), Map.of()))).doesNotContainKey("Tag");
    }

    /** anymail/django-anymail#392: as Postmark answered while it was delayed. */
    @Test
    void acceptedWithoutACodeIsSent() {
        server.always(
                Behaviours.json(
                        200,
                        "{\"Message\":\"Message accepted, but delivery may be delayed.\",\"MessageID\":\"38360f97\",\"SubmittedAt\":\"2024-08-05T02:03:37.0951168Z\",\"To\":\"ann@example.org\"}"));
        assertSent(send(), "38360f97");
    }

    /** Postmark names them in lower case (anymail/django-anymail, postmark.py). */
    @Test
    void inactiveRecipientsAreRefused() {
        server.always(
                accepted(
                        "Message OK, but will not deliver to these inactive addresses: bob@example.org, dee@example.org. Inactive recipients are ones that have generated a hard bounce or a spam complaint."));
        Destination destination = new Destination(
                List.of(Mailbox.parse("ann@example.org"), Mailbox.parse("Bob@example.org")),
                List.of(),
                List.of(Mailbox.parse("dee@example.org")));
        assertThat(send(to(destination))).isInstanceOfSatisfying(Sent.class, sent -> {
            assertThat(sent.providerMessageId()).isEqualTo(ID);
            assertThat(sent.refused())
                    .containsOnlyKeys(EmailAddress.parse("Bob@example.org"), EmailAddress.parse("dee@example.org"));
            assertThat(sent.refused().values()).allMatch(Rejected.class::isInstance);
        });
        // As postmark.js and postmark-gem know it.
        server.always(accepted("Message OK, but will not deliver to these inactive addresses: dee@example.org."));
        assertThat(send(to(destination)))
                .isInstanceOfSatisfying(
                        Sent.class,
                        sent -> assertThat(sent.refused()).containsOnlyKeys(EmailAddress.parse("dee@example.org")));
        server.always(accepted("Message OK, but will not deliver to these inactive addresses: ann@example.org"));
        assertThat(send()).isInstanceOf(Rejected.class);
    }

    /** The text names more addresses than a reply can hold. */
    @Test
    void readsALongListOfInactiveRecipients() {
        List<Mailbox> to = IntStream.range(0, 40)
                .mapToObj(i -> Mailbox.parse("recipient" + i + "@example.org"))
                .toList();
        server.always(accepted("Message OK, but will not deliver to these inactive addresses: "
                + String.join(
                        ", ",
                        to.stream().skip(1).map(m -> m.address().toString()).toList())));
        assertThat(send(to(new Destination(to, List.of(), List.of()))))
                .isInstanceOfSatisfying(
                        Sent.class, sent -> assertThat(sent.refused()).hasSize(39));
    }

    /** ActiveCampaign/postmark-gem#128, postmark-php#35. Nothing was sent, as all recipients are named. */
    @Test
    void allRecipientsInactiveIsRejected() {
        Message message = to(new Destination(
                List.of(Mailbox.parse("HardBounce@bounce-testing.postmarkapp.com")),
                List.of(Mailbox.parse("cy@example.org")),
                List.of()));
        server.always(
                error(
                        406,
                        "You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: HardBounce@bounce-testing.postmarkapp.com, cy@example.org. Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression."));
        assertThat(send(message)).isInstanceOf(Rejected.class);
        server.always(error(406, "You tried to send to a recipient that has been marked as inactive."));
        assertThat(send(message)).isInstanceOf(Rejected.class);
    }

    /** An error that names only some recipients: Postmark may have sent to the others. */
    @Test
    void someRecipientsInactiveInAnErrorIsUnknown() {
        server.always(
                error(
                        406,
                        "You tried to send to a recipient that has been marked as inactive.\\nFound inactive addresses: dee@example.org.\\nInactive recipients are ones that have generated a hard bounce or a spam complaint."));
        assertUnknown(send(rich(List.of())), 422);
        assertThat(send(rich(List.of()), "dee@example.org")).isInstanceOf(Rejected.class);
    }

    @Test
    void aCodeInA200IsARefusal() {
        server.next(
                Behaviours.json(200, "{\"ErrorCode\":413,\"Message\":\"This account is not approved to send email.\"}"),
                Behaviours.json(200, "{\"ErrorCode\":9999,\"Message\":\"Something else.\"}"));
        assertUnavailable(send(), Cause.ACCOUNT, 200);
        assertUnknown(send(), 200);
    }

    /** An unverified sender of one caller must not make the provider rest. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "400,The 'From' address you supplied (Info <info@example.net>) is not a Sender Signature on your account. Please add and confirm this address in order to be able to use it in the 'From' field of your messages.",
                "401,Sender signature not confirmed.",
                "300,Invalid 'From' address: 'info@example.net'."
            })
    void unverifiedSenderOfACallerIsUnsupported(String error) {
        String[] parts = error.split(",", 2);
        server.always(error(Integer.parseInt(parts[0]), parts[1]));
        assertUnavailable(send(), Cause.ACCOUNT, 422);
        assertUnavailable(send(from("info@example.net")), Cause.UNSUPPORTED, 422);
    }

    @Test
    void pendingApprovalIsAnAccountMatterForEverySender() {
        server.always(
                error(
                        412,
                        "While your account is pending approval, all recipient addresses must share the same domain as the 'From' address."));
        assertUnavailable(send(from("info@example.net")), Cause.ACCOUNT, 422);
    }

    /** The numbers are Postmark's, not HTTP's: a code decides with status 422 only. */
    @Test
    void theStatusDecidesBeforeTheCode() {
        server.next(
                Behaviours.json(500, "{\"ErrorCode\":300,\"Message\":\"Oops.\"}"),
                Behaviours.json(401, "{\"ErrorCode\":300,\"Message\":\"Oops.\"}"),
                Behaviours.answer(403, "text/html", "<html>Access denied</html>"));
        assertThat(send()).isInstanceOf(Unknown.class);
        assertUnavailable(send(), Cause.ACCOUNT, 401);
        assertUnavailable(send(), Cause.ACCOUNT, 403);
    }

    @Test
    void isConfiguredByItsBlock() {
        try (ApplicationContext beans = ApplicationContext.run(Map.of(
                "providers.postmark.main.server-token", "server-secret",
                "providers.postmark.main.account-token", "account-secret",
                "providers.postmark.main.message-stream", "news",
                "providers.postmark.main.name", "main",
                "providers.postmark.main.from", "shop@example.com"))) {
            Postmark postmark = beans.getBean(Postmark.class);
            assertThat(postmark.name()).isEqualTo("main");
            assertThat(postmark.kind()).isEqualTo("postmark");
            assertThat(postmark.idempotencyWindow()).isEmpty();
            Postmark.Settings settings = beans.getBean(Postmark.Settings.class);
            assertThat(settings.endpointOrDefault()).hasToString("https://api.postmarkapp.com");
            assertThat(settings.messageStream()).isEqualTo("news");
            assertThat(settings.toString()).doesNotContain("secret");
        }
    }

    private static Postmark postmark(URI endpoint, ApplicationContext beans, @Nullable String stream) {
        Postmark.Settings settings = new Postmark.Settings(
                "main", "server-secret", null, stream, null, "shop@example.com", List.of("example.net"), endpoint);
        return new Postmark(settings, beans.getBean(ProviderHttp.class));
    }

    private static Behaviour accepted(String message) {
        return Behaviours.json(200, ACCEPTED.replace("\"OK\"", "\"" + message + "\""));
    }

    private static Behaviour error(int code, String message) {
        return Behaviours.json(422, "{\"ErrorCode\":" + code + ",\"Message\":\"" + message + "\"}");
    }

    private Outcome send(Message message, String... recipients) {
        Envelope envelope = recipients.length == 0
                ? message.envelope()
                : new Envelope(
                        List.of(recipients).stream().map(EmailAddress::parse).toList());
        return provider(server.uri(), beans())
                .send(message, envelope, LONG)
                .toCompletableFuture()
                .join();
    }

    private String unsupported(Content content) {
        Message plain = message();
        return unsupported(new Message(
                plain.id(), plain.date(), plain.originator(), plain.destination(), content, plain.extras()));
    }

    private String unsupported(Message message) {
        Outcome outcome = send(message);
        assertUnavailable(outcome, Cause.UNSUPPORTED);
        return outcome.reply().text();
    }

    private static Content file(byte[] content) {
        return new Content("s", "t", null, List.of(new Attachment("f.pdf", "application/pdf", content, null)));
    }

    private Map<String, Object> sent(Extras extras) {
        Message plain = message();
        return sent(new Message(
                plain.id(), plain.date(), plain.originator(), plain.destination(), plain.content(), extras));
    }

    private Map<String, Object> sent(Message message) {
        server.always(Behaviours.json(200, ACCEPTED));
        assertSent(send(message), ID);
        return checked();
    }

    /** The body of the last request, after a check of names, types and limits. */
    private Map<String, Object> checked() {
        // JSON is YAML, read by another parser.
        Map<String, Object> body =
                new Yaml().load(server.posts().get(server.posts().size() - 1).text());
        assertThat(body).containsKeys("From", "To");
        body.forEach((name, value) -> {
            assertThat(FIELDS).containsKey(name);
            assertThat(value).as(name).isInstanceOf(FIELDS.get(name));
            assertThat(value.toString()).as(name).isNotEmpty();
        });
        return body;
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

    private static Message to(Destination destination) {
        Message plain = message();
        return new Message(plain.id(), plain.date(), plain.originator(), destination, plain.content(), plain.extras());
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
                        List.of(new Mailbox("C \"y\" \\", EmailAddress.parse("cy@example.org"))),
                        mailboxes("dee@example.org")),
                new Content("Ihre Bestellung über 5 €", "Danke.", "<p>Danke.</p>", attachments),
                new Extras(Map.of("X-Order", "Nº 7"), List.of("order", "new customer"), Map.of("order", "7 €")));
    }

    private static List<Mailbox> mailboxes(String... texts) {
        return List.of(texts).stream().map(Mailbox::parse).toList();
    }
}
