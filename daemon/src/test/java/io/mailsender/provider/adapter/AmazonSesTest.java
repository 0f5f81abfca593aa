package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static io.mailsender.provider.adapter.SesFixture.HELLO;
import static io.mailsender.provider.adapter.SesFixture.TO_JANE;
import static io.mailsender.provider.adapter.SesFixture.mailboxes;
import static io.mailsender.provider.adapter.SesFixture.message;
import static io.mailsender.provider.adapter.SesFixture.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.message.Attachment;
import io.mailsender.message.Calendar;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Extras;
import io.mailsender.message.Message;
import io.mailsender.message.Originator;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.testing.Behaviours;
import io.micronaut.context.ApplicationContext;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmazonSesTest {

    private static final SesModel MODEL = SesModel.read();

    @RegisterExtension
    static final SesFixture SES = new SesFixture();

    @BeforeEach
    void accept() {
        SES.server().always(Behaviours.json(200, "{\"MessageId\":\"0100018c\"}"));
    }

    @Test
    void sendsATextAndReadsTheId() throws IOException {
        assertThat(SES.send(message())).isInstanceOfSatisfying(Sent.class, sent -> {
            assertThat(sent.providerMessageId()).isEqualTo("0100018c");
            assertThat(sent.reply().statusCode()).isEqualTo(200);
        });
        JsonNode body = sent();
        assertThat(text(body, "FromEmailAddress")).isEqualTo("Example Ltd <sender@example.org>");
        assertThat(texts(body.get("Destination").get("ToAddresses"))).containsExactly("jane@example.com");
        assertThat(text(simple(body), "Subject", "Data")).isEqualTo("Hello");
        assertThat(text(simple(body), "Body", "Text", "Data")).isEqualTo("Hello, Jane");
        assertThat(text(simple(body), "Body", "Text", "Charset")).isEqualTo("UTF-8");
    }

    @Test
    void signsTheRequestThatItSends() throws Exception {
        SES.send(message());
        var request = SES.server().onlyRequest();
        SigV4.Claim claim = SigV4.claim(request);
        assertThat(claim.accessKeyId()).isEqualTo(SesFixture.KEY);
        assertThat(claim.region()).isEqualTo("eu-west-1");
        assertThat(claim.service()).isEqualTo("ses");
        assertThat(claim.signedHeaders()).contains("host", "x-amz-date");
        assertThat(claim.signature()).isEqualTo(SigV4.signature(request, SesFixture.SECRET));
    }

    @Test
    void sendsTheTokenOfTemporaryCredentials() throws Exception {
        AmazonSes ses = SES.ses(new AmazonSes.Settings(
                "amazon_ses",
                "eu-west-1",
                "sender@example.org",
                null,
                SES.server().uri(),
                null,
                null,
                null,
                null,
                SesFixture.KEY,
                SesFixture.SECRET,
                "the-token"));
        ses.send(message(), message().envelope(), SesFixture.TIMEOUT)
                .toCompletableFuture()
                .join();
        var request = SES.server().onlyRequest();
        assertThat(request.header("X-Amz-Security-Token")).isEqualTo("the-token");
        assertThat(SigV4.claim(request).signedHeaders()).contains("x-amz-security-token");
        assertThat(SigV4.claim(request).signature()).isEqualTo(SigV4.signature(request, SesFixture.SECRET));
    }

    @Test
    void leavesOutEmptyMembers() throws IOException {
        SES.send(message());
        JsonNode body = sent();
        assertThat(names(body)).containsExactlyInAnyOrder("FromEmailAddress", "Destination", "Content", "EmailTags");
        assertThat(names(body.get("Destination"))).containsExactly("ToAddresses");
        assertThat(names(simple(body))).containsExactlyInAnyOrder("Subject", "Body");
        assertThat(names(simple(body).get("Body"))).containsExactly("Text");
    }

    @Test
    void sendsAnEmptyTextIfThereIsNone() throws IOException {
        SES.send(message(TO_JANE, new Content("Hello", null, null, List.of()), Extras.NONE));
        assertThat(names(simple(sent()).get("Body"))).containsExactly("Text");
        assertThat(text(simple(sent()), "Body", "Text", "Data")).isEmpty();
    }

    @Test
    void carriesEveryPartOfAMessage() throws IOException {
        Originator from = new Originator(
                "Müller, Bäckerei",
                EmailAddress.parse("shop@verified.example"),
                mailboxes("help@example.org", "b@example.org"));
        Destination destination = new Destination(
                mailboxes("Jane <jane@example.com>", "joe@example.com"),
                mailboxes("c@example.com"),
                mailboxes("d@example.com"));
        Content content = new Content(
                "Grüße \uD83C\uDF5E",
                "Hallo \"Jane\"\n",
                "<img src=\"cid:logo\">",
                List.of(
                        new Attachment("Rechnung.pdf", "application/pdf", new byte[] {1, 2, 3}, null),
                        new Attachment("logo.png", "image/png", new byte[] {4, 5}, "logo")));
        Extras extras =
                new Extras(Map.of("X-Shop", "Bäckerei"), List.of("invoice", "retail"), Map.of("customer", "4711"));
        AmazonSes ses = SES.ses(SesFixture.settings(SES.server().uri(), "events"));
        Message message = message(from, destination, content, extras);
        ses.send(message, message.envelope(), SesFixture.TIMEOUT)
                .toCompletableFuture()
                .join();

        JsonNode body = sent();
        assertThat(text(body, "FromEmailAddress"))
                .isEqualTo("=?UTF-8?B?" + base64("Müller, Bäckerei") + "?= <shop@verified.example>");
        assertThat(texts(body.get("Destination").get("ToAddresses")))
                .containsExactly("Jane <jane@example.com>", "joe@example.com");
        assertThat(texts(body.get("Destination").get("CcAddresses"))).containsExactly("c@example.com");
        assertThat(texts(body.get("Destination").get("BccAddresses"))).containsExactly("d@example.com");
        assertThat(texts(body.get("ReplyToAddresses"))).containsExactly("help@example.org", "b@example.org");
        assertThat(text(body, "ConfigurationSetName")).isEqualTo("events");
        assertThat(pairs(body.get("EmailTags")))
                .isEqualTo(Map.of(
                        "mail-sender-id", "0123456789abcdef0123456789abcdef",
                        "customer", "4711",
                        "tag-1", "invoice",
                        "tag-2", "retail"));
        JsonNode simple = simple(body);
        assertThat(text(simple, "Subject", "Data")).isEqualTo("Grüße \uD83C\uDF5E");
        assertThat(text(simple, "Body", "Html", "Data")).isEqualTo("<img src=\"cid:logo\">");
        assertThat(text(simple, "Body", "Text", "Data")).isEqualTo("Hallo \"Jane\"\n");
        assertThat(pairs(simple.get("Headers"))).isEqualTo(Map.of("X-Shop", "=?UTF-8?B?" + base64("Bäckerei") + "?="));
        JsonNode file = simple.get("Attachments").get(0);
        assertThat(text(file, "FileName")).isEqualTo("Rechnung.pdf");
        assertThat(text(file, "ContentDisposition")).isEqualTo("ATTACHMENT");
        assertThat(text(file, "RawContent")).isEqualTo("AQID");
        assertThat(names(file)).doesNotContain("ContentId");
        JsonNode image = simple.get("Attachments").get(1);
        assertThat(text(image, "ContentDisposition")).isEqualTo("INLINE");
        assertThat(text(image, "ContentId")).isEqualTo("logo");
        assertThat(text(image, "ContentType")).isEqualTo("image/png");
    }

    @Test
    void sendsToBccAloneInFields() throws IOException {
        Destination hidden = new Destination(List.of(), List.of(), mailboxes("dee@example.com"));
        SES.send(message(hidden, HELLO, Extras.NONE));
        JsonNode simple = sent();
        assertThat(names(simple.get("Destination"))).containsExactly("BccAddresses");
        assertThat(names(simple.get("Content"))).containsExactly("Simple");
    }

    @Test
    void sendsAnInvitationAsRaw() throws IOException {
        Calendar calendar = Calendar.parse("BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR", null);
        Destination hidden = new Destination(List.of(), List.of(), mailboxes("dee@example.com"));
        SES.send(message(hidden, new Content("Hello", "Hi", null, calendar, List.of()), Extras.NONE));
        JsonNode body = sent();
        assertThat(texts(body.get("Destination").get("ToAddresses"))).containsExactly("dee@example.com");
        assertThat(mime(body))
                .contains("text/calendar; method=REQUEST", "To: undisclosed-recipients:;")
                .doesNotContain("dee@");
    }

    @Test
    void keepsAStructuredField() throws IOException {
        Map<String, String> unsubscribe =
                Map.of("List-Unsubscribe", "<https://example.com/u?next=?a&t=1>, <mailto:u@example.com>");
        SES.send(message(TO_JANE, HELLO, new Extras(unsubscribe, List.of(), Map.of())));
        assertThat(pairs(simple(sent()).get("Headers"))).isEqualTo(unsubscribe);
    }

    @Test
    void sendsRawToSomeRecipientsWithAHeaderThatNamesAll() throws IOException {
        Destination destination = new Destination(
                mailboxes("jane@example.com", "joe@example.com"), List.of(), mailboxes("secret@example.com"));
        SES.send(
                message(destination, HELLO, Extras.NONE),
                new Envelope(List.of(EmailAddress.parse("joe@example.com"), EmailAddress.parse("secret@example.com"))));
        JsonNode body = sent();
        assertThat(texts(body.get("Destination").get("ToAddresses")))
                .containsExactly("joe@example.com", "secret@example.com");
        String mime = mime(body);
        assertThat(mime).contains("To: jane@example.com, joe@example.com").doesNotContain("secret@example.com");
    }

    @Test
    void sendsRawIfALimitOfSimpleIsExceeded() throws IOException {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 16; i++) {
            many.put("X-Number-" + i, "n" + i);
        }
        String longType = "application/vnd." + "x".repeat(80);
        List<Message> messages = List.of(
                message(TO_JANE, HELLO, new Extras(many, List.of(), Map.of())),
                message(TO_JANE, HELLO, new Extras(Map.of("X-Empty", ""), List.of(), Map.of())),
                message(TO_JANE, with(new Attachment("a", longType, new byte[1], null)), Extras.NONE),
                message(TO_JANE, with(new Attachment("a", "image/png", new byte[1], "i".repeat(79))), Extras.NONE));
        for (Message message : messages) {
            assertThat(SES.send(message)).isInstanceOf(Sent.class);
        }
        for (var request : SES.server().requests()) {
            JsonNode body = MODEL.check("SendEmail", request);
            assertThat(mime(body)).contains("Subject: Hello");
        }
        assertThat(mime(MODEL.check("SendEmail", SES.server().requests().get(0))))
                .contains("X-Number-15: n15");
    }

    @ParameterizedTest
    @CsvSource({
        "customer, Jane Doe, customer, Jane_Doe",
        "customer, '', customer, _",
        "order.id, 4711, order_id, 4711",
        "Käufer, größer, K_ufer, gr__er",
        "mood, a\uD83D\uDE00b, mood, a_b",
        // localstack/localstack#8588: "only alphanumeric ASCII characters, '_', and '-' are allowed"
        "event, event:id:abc1234, event, event_id_abc1234",
        // The names that the gateway uses itself.
        "mail-sender-id, mine, mail-sender-id_2, mine",
        "tag-1, mine, tag-1_2, mine",
        "tag-2, mine, tag-2, mine",
    })
    void mapsMetadataToTags(String name, String value, String thereName, String thereValue) throws IOException {
        Extras extras = new Extras(Map.of(), List.of("password reset"), Map.of(name, value));
        assertThat(SES.send(message(TO_JANE, HELLO, extras))).isInstanceOf(Sent.class);
        assertThat(pairs(sent().get("EmailTags")))
                .isEqualTo(Map.of(
                        "mail-sender-id",
                        "0123456789abcdef0123456789abcdef",
                        "tag-1",
                        "password_reset",
                        thereName,
                        thereValue));
    }

    @Test
    void keepsMappedNamesDistinct() throws IOException {
        String longName = "n".repeat(300);
        Map<String, String> metadata = Map.of(
                "order.id",
                "1",
                "order id",
                "2",
                "order_id",
                "3",
                "order_id_2",
                "4",
                longName,
                "5".repeat(300),
                longName + "x",
                "6",
                ".",
                "7",
                "",
                "8");
        assertThat(SES.send(message(TO_JANE, HELLO, new Extras(Map.of(), List.of(), metadata))))
                .isInstanceOf(Sent.class);
        assertThat(pairs(sent().get("EmailTags")))
                .isEqualTo(Map.of(
                        "mail-sender-id",
                        "0123456789abcdef0123456789abcdef",
                        "order_id",
                        "3",
                        "order_id_2",
                        "4",
                        "order_id_3",
                        "2",
                        "order_id_4",
                        "1",
                        "n".repeat(256),
                        "5".repeat(256),
                        "n".repeat(254) + "_2",
                        "6",
                        "_",
                        "8",
                        "__2",
                        "7"));
    }

    @Test
    void cannotCarryMoreThanFortyMegabytesInBase64() {
        byte[] big = new byte[30_000_001];
        assertUnsupported(SES.send(message(TO_JANE, with(new Attachment("a", "text/plain", big, null)), Extras.NONE)));
    }

    @Test
    void cannotReplyToAnInternationalizedAddress() {
        Originator from = new Originator(null, null, mailboxes("jürgen@example.org"));
        assertUnsupported(SES.send(message(from, TO_JANE, HELLO, Extras.NONE)));
    }

    @Test
    void isConfiguredUnderItsKind() {
        try (ApplicationContext context = ApplicationContext.run(Map.of(
                "providers.amazon-ses.primary.name", "primary",
                "providers.amazon-ses.primary.from", "sender@example.org",
                "providers.amazon-ses.primary.region", "eu-central-1",
                "providers.amazon-ses.primary.fips", "false",
                "providers.amazon-ses.primary.endpoint", SES.server().uri().toString(),
                "providers.amazon-ses.primary.from-domains", "a.example,b.example",
                "providers.amazon-ses.primary.access-key-id", SesFixture.KEY,
                "providers.amazon-ses.primary.secret-access-key", SesFixture.SECRET))) {
            AmazonSes ses = context.getBean(AmazonSes.class);
            assertThat(ses.name()).isEqualTo("primary");
            assertThat(ses.kind()).isEqualTo("amazon-ses");
            assertThat(ses.validation()).isPresent();
            Originator from = new Originator(null, EmailAddress.parse("x@b.example"), List.of());
            Message message = message(from, TO_JANE, HELLO, Extras.NONE);
            assertThat(ses.send(message, message.envelope(), SesFixture.TIMEOUT)
                            .toCompletableFuture()
                            .join())
                    .isInstanceOf(Sent.class);
            assertThat(SigV4.claim(SES.server().onlyRequest()).region()).isEqualTo("eu-central-1");
        }
    }

    @Test
    void hidesSecrets() {
        var settings = new AmazonSes.Settings(
                "amazon_ses",
                "eu-west-1",
                "a@b.example",
                null,
                null,
                null,
                null,
                null,
                null,
                "AKID",
                "secret-1",
                "token-1");
        assertThat(settings.toString()).contains("amazon_ses").doesNotContain("secret-1", "token-1", "AKID");
    }

    @ParameterizedTest
    @CsvSource({"AKID,,", ",secret-1,", ",,token-1", "AKID,' ',", "'','',"})
    void refusesHalfOfTheCredentials(String key, String secret, String token) {
        assertThatThrownBy(() -> new AmazonSes.Settings(
                        "amazon_ses",
                        "eu-west-1",
                        "a@b.example",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        key,
                        secret,
                        token))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("access-key-id")
                .hasMessageNotContaining("secret-1");
    }

    private void assertUnsupported(Outcome outcome) {
        assertUnavailable(outcome, Cause.UNSUPPORTED);
        assertThat(SES.server().requests()).isEmpty();
    }

    private JsonNode sent() throws IOException {
        return MODEL.check("SendEmail", SES.server().onlyRequest());
    }

    private static JsonNode simple(JsonNode body) {
        return body.get("Content").get("Simple");
    }

    private static String mime(JsonNode body) {
        return new String(Base64.getDecoder().decode(text(body, "Content", "Raw", "Data")), UTF_8);
    }

    private static String text(JsonNode node, String... path) {
        JsonNode at = node;
        for (String name : path) {
            at = at.get(name);
        }
        return at.getStringValue();
    }

    private static List<String> names(JsonNode object) {
        return StreamSupport.stream(object.entries().spliterator(), false)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.values().spliterator(), false)
                .map(JsonNode::getStringValue)
                .toList();
    }

    private static Map<String, String> pairs(JsonNode list) {
        Map<String, String> pairs = new HashMap<>();
        list.values().forEach(p -> pairs.put(text(p, "Name"), text(p, "Value")));
        return pairs;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
