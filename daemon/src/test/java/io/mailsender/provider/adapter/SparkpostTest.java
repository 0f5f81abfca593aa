package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertSent;
import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static io.mailsender.provider.OutcomeAssertions.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkpostTest extends HttpProviderContract {

    private static final String ID = "11668787484950529";
    private static final MessageId MESSAGE_ID = new MessageId("0123456789abcdef0123456789abcdef", "example.org");
    private static final Attachment LOGO = new Attachment("logo", "image/png", new byte[] {1, 2, 3, 13, 10, 0}, "logo");
    private static final Attachment FILE = new Attachment("Zürich.pdf", "application/pdf", new byte[300], null);

    @Override
    protected Provider provider(URI endpoint, ApplicationContext beans) {
        return sparkpost(endpoint, beans, List.of());
    }

    @Override
    protected String acceptedBody() {
        return "{\"results\":{\"total_rejected_recipients\":0,\"total_accepted_recipients\":1,\"id\":\"" + ID + "\"}}";
    }

    @Override
    protected String acceptedId() {
        return ID;
    }

    @Override
    protected String errorBody(String text) {
        return "{\"errors\":[{\"message\":\"" + text + "\",\"code\":\"9999\"}]}";
    }

    @Override
    protected Behaviour rejection() {
        return Behaviours.json(
                400, "{\"errors\":[{\"message\":\"At least one valid recipient is required\",\"code\":\"5002\"}]}");
    }

    /** All of https://support.sparkpost.com/docs/tech-resources/extended-error-codes but those of relay webhooks. */
    @Override
    protected String errorCodes() {
        return """
                200 | {"errors":[{"message":"transmission created, but with validation errors","code":"2000"}],"results":{"rcpt_to_errors":[{"message":"required field is missing","description":"address.email is required for each recipient","code":"1400"}],"total_rejected_recipients":1,"total_accepted_recipients":0,"id":"11668787484950530"}} | rejected | every recipient is refused
                400 | {"errors":[{"message":"Invalid DKIM key ID","code":"1100"}]} | account | the account's options
                403 | {"errors":[{"message":"permission denied","code":"1100"}]} | account | the key lacks the right
                403 | {"errors":[{"message":"Forbidden."}]} | account | the key lacks the right
                401 | {"errors":[{"message":"Unauthorized."}]} | account | a wrong key, or another region's
                404 | {"errors":[{"message":"invalid URI","code":"1101"}]} | account | a wrong endpoint
                405 | {"errors":[{"message":"invalid HTTP method","code":"1102"}]} | account | a wrong endpoint
                404 | {"errors":[{"message":"invalid query string","code":"1103"}]} | account | a wrong endpoint
                400 | {"errors":[{"message":"invalid params","code":"1200"}]} | rejected | a wrong parameter
                422 | {"errors":[{"message":"invalid data format/type","code":"1300"}]} | rejected | a wrong value
                422 | {"errors":[{"message":"Invalid combination of fields","code":"1301"}]} | unsupported | SparkPost cannot combine the fields
                401 | {"errors":[{"message":"Invalid customer id","code":"1303"}]} | account | no such account
                401 | {"errors":[{"message":"Invalid User ID","code":"1304"}]} | account | no such user
                400 | {"errors":[{"message":"Input Data not UTF8 encoded","code":"1305"}]} | rejected | not UTF-8
                422 | {"errors":[{"message":"Required field is missing","code":"1400"}]} | rejected | a missing value
                400 | {"errors":[{"message":"Required parameter missing","code":"1401"}]} | rejected | a missing parameter
                500 | {"errors":[{"message":"Failed to update database","code":"1500"}]} | unknown | a fault at SparkPost
                500 | {"errors":[{"message":"Failed to read from database","code":"1501"}]} | unknown | a fault at SparkPost
                400 | {"errors":[{"message":"Server resources unavailable","code":"1502"}]} | throttled | SparkPost is busy
                404 | {"errors":[{"message":"resource not found","code":"1600"}]} | account | a wrong endpoint
                409 | {"errors":[{"message":"Idempotency-Key was used with another payload","code":"1600"}]} | unknown | an earlier attempt had another body
                403 | {"errors":[{"message":"No license","code":"1601"}]} | account | the account lacks the right
                409 | {"errors":[{"message":"A request with this Idempotency-Key is in progress","code":"1601"}]} | unknown | an earlier attempt still runs
                409 | {"errors":[{"message":"Resource in use","code":"1602"}]} | unknown | an earlier attempt may still run
                400 | {"errors":[{"message":"Invalid Idempotency-Key","code":"1602"}]} | unsupported | the idempotency key was changed on the way
                422 | {"errors":[{"message":"Subresource not found","code":"1603"}]} | account | something that the account lacks
                415 | {"errors":[{"message":"Unsupported Content-Type header","code":"1700"}]} | unsupported | the request was changed on the way
                406 | {"errors":[{"message":"HTTP header value not acceptable","code":"1800"}]} | unsupported | the request was changed on the way
                503 | {"errors":[{"message":"Message generation module not available","code":"1900"}]} | throttled | a fault at SparkPost
                400 | {"errors":[{"message":"Message failed to generate","code":"1901"}]} | unsupported | SparkPost cannot build the mail
                400 | {"errors":[{"message":"Message generation rejected","description":"recipient address was suppressed due to customer policy","code":"1902"}],"results":{"total_rejected_recipients":0,"total_accepted_recipients":1,"id":"102593777022651116"}} | rejected | the only recipient is suppressed
                400 | {"errors":[{"message":"Message generation not configured","code":"1910"}]} | account | the account cannot send
                400 | {"errors":[{"message":"Invalid transmission id","code":"2001"}]} | rejected | not for mails
                422 | {"errors":[{"message":"Substitution data too large","code":"2002"}]} | unsupported | not for mails
                409 | {"errors":[{"message":"Too close to generation time to delete","code":"2003"}]} | unknown | not for mails
                422 | {"errors":[{"message":"No draft version of template exists","code":"2004"}]} | unsupported | not for mails
                422 | {"errors":[{"message":"No published version of template exists","code":"2005"}]} | unsupported | not for mails
                409 | {"errors":[{"message":"Transmission record in invalid state","code":"2006"}]} | unknown | not for mails
                420 | {"errors":[{"message":"Exceed Sending Limit (hourly)","code":"2101"}]} | throttled | the limit of the hour
                420 | {"errors":[{"message":"Exceed Sending Limit (daily)","code":"2102"}]} | throttled | the limit of the day
                420 | {"errors":[{"message":"Exceed Sending Limit (sandbox)","code":"2103"}]} | account | the five mails of the sandbox
                422 | {"errors":[{"message":"Invalid Template ID (sandbox)","code":"2106"}]} | unsupported | not for mails
                422 | {"errors":[{"message":"template language syntax error","code":"3000"}]} | unsupported | SparkPost cannot build the mail
                422 | {"errors":[{"message":"template language render error","code":"3001"}]} | unsupported | SparkPost cannot build the mail
                422 | {"errors":[{"message":"Invalid header","code":"3002"}]} | unsupported | a header field that SparkPost does not take
                422 | {"errors":[{"message":"template mime construction error","code":"3010"}]} | unsupported | SparkPost cannot build the mail
                422 | {"errors":[{"message":"template mime parsing error","code":"3020"}]} | unsupported | SparkPost cannot build the mail
                422 | {"errors":[{"message":"template content is corrupt","code":"3040"}]} | unsupported | SparkPost cannot build the mail
                422 | {"errors":[{"message":"template HTML content is invalid","code":"3050"}]} | unsupported | SparkPost cannot build the mail
                400 | {"errors":[{"message":"At least one valid recipient is required","code":"5002"}]} | rejected | no recipient is valid
                404 | {"errors":[{"message":"Tracking domain does not exist","code":"6200"}]} | account | the account's options
                400 | {"errors":[{"message":"Restricted domain","description":"Please contact SparkPost support","code":"7000"}]} | account | SparkPost blocks the sending domain
                400 | {"errors":[{"message":"Invalid domain","description":"Unconfigured or unverified sending domain.","code":"7001"}]} | account | the sending domain is not verified
                400 | {"errors":[{"message":"Invalid domain","description":"Unconfigured Sending Domain <example.com>","code":"7001"}]} | account | the domain of `from` is not verified
                413 | {"errors":[{"message":"Payload too large"}]} | unsupported | over 20 MB
                429 | {"errors":[{"message":"Too many requests"}]} | throttled | the rate of the account
                503 | {"errors":[{"message":"Service unavailable"}]} | throttled | a fault at SparkPost
                """;
    }

    @Test
    void sendsFields() throws Exception {
        SparkpostRequest request = sent(rich(List.of(LOGO, FILE)));
        JsonNode mail = request.json();
        assertThat(mail.path("options").toString())
                .isEqualTo("{\"transactional\":true,\"perform_substitutions\":false}");
        JsonNode content = mail.path("content");
        assertThat(content.at("/from/email").asText()).isEqualTo("shop@example.com");
        assertThat(content.at("/from/name").asText()).isEqualTo("Müllers Laden");
        assertThat(content.path("reply_to").asText()).isEqualTo("help@example.com, \"Ö. Doe\" <ann@example.org>");
        assertThat(content.path("subject").asText()).isEqualTo("Ihre Bestellung über 5 €");
        assertThat(content.path("text").asText()).isEqualTo("Danke, {{name}}.");
        assertThat(content.path("html").asText()).isEqualTo("<p>{{#if x}}</p><img src=\"cid:logo\">");
        assertThat(content.at("/headers/CC").asText()).isEqualTo("Cy <cy@example.org>");
        assertThat(content.at("/headers/X-Order").asText()).isEqualTo("Nº 7");
        assertThat(content.at("/headers/Message-ID").asText()).isEqualTo(MESSAGE_ID.headerValue());
        assertThat(content.at("/attachments/0/name").asText()).isEqualTo("Zürich.pdf");
        assertThat(content.at("/attachments/0/type").asText()).isEqualTo("application/pdf");
        assertThat(content.at("/inline_images/0/name").asText()).isEqualTo("logo");
        assertThat(Base64.getDecoder()
                        .decode(content.at("/inline_images/0/data").asText()))
                .isEqualTo(LOGO.content());
        assertThat(mail.at("/metadata/mail-sender-id").asText()).isEqualTo(MESSAGE_ID.value());
        assertThat(mail.at("/metadata/order.id").asText()).isEqualTo("7 €");
        assertThat(mail.at("/recipients/3/tags").toString()).isEqualTo("[\"order\",\"new customer\"]");
    }

    /** php-sparkpost#66: otherwise each sees only himself. gosparkpost#159: no name beside the list. */
    @Test
    void showsTheSameFieldsToEveryRecipient() throws Exception {
        SparkpostRequest request = sent(rich(List.of()));
        assertThat(recipients(request))
                .containsExactly("ann@example.org", "bob@example.org", "cy@example.org", "dee@example.org");
        for (JsonNode recipient : request.json().path("recipients")) {
            assertThat(recipient.at("/address/header_to").asText())
                    .isEqualTo("\"Doe, Ann\" <ann@example.org>, bob@example.org");
            assertThat(recipient.path("address").has("name")).isFalse();
        }
        assertThat(request.json().path("content").toString()).doesNotContain("dee@example.org");
    }

    @Test
    void aRetryStillShowsAllRecipients() throws Exception {
        server.always(accepting(1, 0));
        Envelope some = new Envelope(List.of(EmailAddress.parse("dee@example.org")));
        assertThat(send(rich(List.of(LOGO)), some)).isInstanceOf(Sent.class);
        SparkpostRequest request = SparkpostRequest.read(server.onlyRequest());
        request.assertDescribed();
        assertThat(recipients(request)).containsExactly("dee@example.org");
        assertThat(request.headerTo("dee@example.org")).isEqualTo("\"Doe, Ann\" <ann@example.org>, bob@example.org");
        assertThat(request.json().at("/content/headers/CC").asText()).isEqualTo("Cy <cy@example.org>");
        assertThat(request.http().header("idempotency-key")).startsWith(MESSAGE_ID.value() + "-");
    }

    @Test
    void sendsTheHeaders() throws Exception {
        SparkpostRequest request = sent(message());
        assertThat(request.http().header("authorization")).isEqualTo("secret-key");
        assertThat(request.http().header("content-type")).isEqualTo("application/json");
        assertThat(request.http().header("idempotency-key")).isEqualTo(MESSAGE_ID.value() + "-1");
    }

    @Test
    void repeatsTheSameRequest() throws Exception {
        SparkpostRequest first = sent(rich(List.of(LOGO, FILE)));
        SparkpostRequest second = sent(rich(List.of(LOGO, FILE)));
        assertThat(second.http().body()).isEqualTo(first.http().body());
        assertThat(second.http().header("idempotency-key"))
                .isEqualTo(first.http().header("idempotency-key"));
        assertThat(provider(server.uri(), beans()).idempotencyWindow())
                .hasValueSatisfying(window -> assertThat(window).isLessThan(Duration.ofHours(24)));
    }

    static List<Message> onlyAsMime() {
        Message rich = rich(List.of());
        Content content = rich.content();
        Calendar calendar =
                Calendar.parse("BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR", null);
        List<Mailbox> bcc = mailboxes("dee@example.org", "eve@example.org");
        return List.of(
                with(rich, new Content("s", "t", "<p>", calendar, List.of())),
                with(rich, new Content("s", " \r\n", null, List.of())),
                with(rich, new Content("s", null, null, List.of())),
                with(rich, new Content("=?UTF-8?Q?x?=", "t", null, List.of())),
                with(rich, new Content("s", "t", null, List.of(LOGO))),
                with(
                        rich,
                        new Content(
                                "s",
                                "t",
                                "<p>",
                                List.of(new Attachment("logo.png", "image/png", new byte[] {1}, "logo@shop")))),
                with(rich, new Content("s", "t", "<p>", List.of(LOGO, LOGO))),
                new Message(
                        rich.id(),
                        rich.date(),
                        rich.originator(),
                        new Destination(List.of(), List.of(), bcc),
                        content,
                        rich.extras()),
                new Message(
                        rich.id(),
                        rich.date(),
                        rich.originator(),
                        new Destination(List.of(), mailboxes("cy@example.org"), bcc),
                        content,
                        rich.extras()));
    }

    @ParameterizedTest
    @MethodSource("onlyAsMime")
    void sendsAsMimeWhatFieldsCannotSay(Message message) throws Exception {
        SparkpostRequest request = sent(message);
        assertThat(request.json().path("content").size()).isEqualTo(1);
        assertThat(recipients(request))
                .isEqualTo(message.destination().addresses().stream()
                        .map(EmailAddress::toString)
                        .toList());
        assertThat(request.json().at("/recipients/0/address").size()).isEqualTo(1);
        assertThat(request.mimeHeader())
                .contains("From: ", "Message-ID: " + MESSAGE_ID.headerValue())
                .doesNotContain("dee@example.org");
        assertThat(request.json().at("/metadata/mail-sender-id").asText()).isEqualTo(MESSAGE_ID.value());
        assertThat(request.json().at("/options/perform_substitutions").asBoolean())
                .isFalse();
    }

    static List<Message> withTemplates() {
        Message rich = rich(List.of());
        Mailbox name = new Mailbox("Ann {{x}}", EmailAddress.parse("ann@example.org"));
        Originator plain = new Originator(null, null, List.of());
        return List.of(
                with(rich, new Content("Hello {{name}}", "t", null, List.of())),
                with(rich, new Content("Hello {{name}}", null, null, List.of())),
                with(rich, new Originator("{{{x}}}", null, List.of())),
                with(rich, new Originator(null, null, List.of(name))),
                with(rich, new Destination(List.of(name), List.of(), List.of())),
                with(rich, new Destination(mailboxes("bob@example.org"), List.of(name), List.of())),
                with(rich, new Destination(mailboxes("a{{b@example.org"), List.of(), List.of())),
                new Message(
                        rich.id(),
                        rich.date(),
                        plain,
                        rich.destination(),
                        rich.content(),
                        new Extras(Map.of("X-Order", "{{order}}"), List.of(), Map.of())));
    }

    /** "Headers are still passed to the substitution engine when this option is set to `false`." */
    @ParameterizedTest
    @MethodSource("withTemplates")
    void leavesTemplateSyntaxInTheHeaderToOthers(Message message) {
        Outcome outcome = send(message);
        assertUnavailable(outcome, Cause.UNSUPPORTED);
        assertThat(outcome.reply().text()).contains("{{");
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "}}", "{ {x} }", "{% x %}", "[[x]]"})
    void sendsOtherBracesInTheHeader(String subject) throws Exception {
        assertThat(sent(with(rich(List.of()), new Content(subject, "t", null, List.of())))
                        .json()
                        .at("/content/subject")
                        .asText())
                .isEqualTo(subject);
    }

    @Test
    void limitsTagsAndMetadata() throws Exception {
        Map<String, String> metadata = IntStream.range(0, 30)
                .boxed()
                .collect(Collectors.toMap(i -> String.format(Locale.ROOT, "n%02d", i), i -> "\"ä\\".repeat(20)));
        metadata.put("mail-sender-id", "mine");
        List<String> tags = IntStream.range(0, 12).mapToObj(i -> "t" + i / 2).toList();
        JsonNode mail = sent(with(rich(List.of()), new Extras(Map.of(), tags, metadata)))
                .json();
        assertThat(mail.at("/metadata/mail-sender-id").asText()).isEqualTo(MESSAGE_ID.value());
        assertThat(mail.at("/metadata/mail-sender-id_2").asText()).isEqualTo("mine");
        assertThat(mail.path("metadata").size()).isBetween(5, 20);
        assertThat(mail.at("/recipients/0/tags").size()).isEqualTo(6);
        List<String> many = IntStream.range(0, 12).mapToObj(i -> "t" + i).toList();
        assertThat(sent(with(rich(List.of()), new Extras(Map.of(), many, Map.of())))
                        .json()
                        .at("/recipients/0/tags")
                        .size())
                .isEqualTo(10);
    }

    @Test
    void refusesMoreThan20Megabytes() {
        Attachment large = new Attachment("a.bin", "application/octet-stream", new byte[15_000_001], null);
        assertUnavailable(send(with(rich(List.of()), new Content("s", "t", null, List.of(large)))), Cause.UNSUPPORTED);
        assertUnavailable(send(with(rich(List.of()), new Content("s", null, null, List.of(large)))), Cause.UNSUPPORTED);
        assertThat(server.requests()).isEmpty();
    }

    /** The answer's form is from SparkPost's documents: support.sparkpost.com, "rcpt_to_errors". */
    @Test
    void aRefusedRecipientIsNamed() {
        server.always(partly(1, "invalid recipient address.email: bob@example.org"));
        Message message = rich(List.of());
        Outcome outcome = send(message);
        assertSent(outcome, ID);
        assertThat(outcome.of(EmailAddress.parse("bob@example.org")))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reply().text())
                                .isEqualTo(
                                        "invalid data format/type: invalid recipient address.email: bob@example.org"));
        assertThat(outcome.of(EmailAddress.parse("ann@example.org"))).isInstanceOf(Sent.class);
    }

    @ParameterizedTest
    @CsvSource({"1, address.email is required for each recipient", "2, invalid recipient address.email: bob@example.org"
    })
    void aRefusedRecipientThatIsNotNamedIsUnknown(int rejected, String description) {
        server.always(partly(rejected, description));
        Outcome outcome = send(rich(List.of()));
        assertUnknown(outcome, 200);
        assertThat(outcome.reply().text())
                .isEqualTo(rejected + " of " + (rejected + 3)
                        + " recipients were rejected, and the answer does not say which");
    }

    /** A replayed answer is like the first one. */
    @Test
    void aReplayIsSent() {
        server.always(Behaviours.json(200, acceptedBody(), "X-Idempotent-Replayed: true"));
        assertSent(send(), ID);
    }

    @Test
    void anUnverifiedDomainOfACallerIsNotTheAccounts() {
        Provider provider = sparkpost(server.uri(), beans(), List.of("shop.example"));
        for (String description :
                List.of("Unconfigured Sending Domain <shop.example>", "Unconfigured or unverified sending domain.")) {
            server.always(unverified(description));
            assertUnavailable(send(provider), Cause.UNSUPPORTED, 400);
        }
        server.always(unverified("Unconfigured Sending Domain <example.com>"));
        assertUnavailable(send(provider), Cause.ACCOUNT, 400);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "https://enterprise.sparkpost.example/")
    void usesTheRegionOrTheEndpoint(@Nullable String endpoint) {
        URI uri = endpoint == null ? null : URI.create(endpoint);
        Sparkpost.Settings eu =
                new Sparkpost.Settings("main", "secret-key", Sparkpost.Region.EU, "shop@example.com", null, null, uri);
        assertThat(eu.endpointOrDefault()).isEqualTo(uri == null ? URI.create("https://api.eu.sparkpost.com") : uri);
        assertThat(eu.toString()).doesNotContain("secret-key");
        assertThat(new Sparkpost.Settings("main", "k", Sparkpost.Region.US, "shop@example.com", null, null, null)
                        .endpointOrDefault())
                .isEqualTo(URI.create("https://api.sparkpost.com"));
    }

    private Outcome send(Provider provider) {
        Message message = message();
        return provider.send(message, message.envelope(), LONG)
                .toCompletableFuture()
                .join();
    }

    private SparkpostRequest sent(Message message) throws Exception {
        server.always(accepting(1, 0));
        assertThat(send(message)).isInstanceOf(Sent.class);
        SparkpostRequest request =
                SparkpostRequest.read(server.posts().get(server.posts().size() - 1));
        request.assertDescribed();
        return request;
    }

    private Outcome send(Message message, Envelope envelope) {
        return provider(server.uri(), beans())
                .send(message, envelope, LONG)
                .toCompletableFuture()
                .join();
    }

    static Sparkpost sparkpost(URI endpoint, ApplicationContext beans, List<String> fromDomains) {
        return new Sparkpost(
                new Sparkpost.Settings(
                        "main", "secret-key", Sparkpost.Region.US, "shop@example.com", fromDomains, null, endpoint),
                beans.getBean(ProviderHttp.class));
    }

    private static Behaviour accepting(int accepted, int rejected) {
        return Behaviours.json(
                200,
                "{\"results\":{\"total_rejected_recipients\":" + rejected + ",\"total_accepted_recipients\":" + accepted
                        + ",\"id\":\"" + ID + "\"}}");
    }

    private static Behaviour partly(int rejected, String description) {
        return Behaviours.json(
                200,
                "{\"errors\":[{\"message\":\"transmission created, but with validation errors\",\"code\":\"2000\"}],"
                        + "\"results\":{\"rcpt_to_errors\":[{\"message\":\"invalid data format/type\",\"description\":\""
                        + description + "\",\"code\":\"1300\"}],\"total_rejected_recipients\":" + rejected
                        + ",\"total_accepted_recipients\":3,\"id\":\"" + ID + "\"}}");
    }

    private static Behaviour unverified(String description) {
        return Behaviours.json(
                400,
                "{\"errors\":[{\"message\":\"Invalid domain\",\"description\":\"" + description
                        + "\",\"code\":\"7001\"}]}");
    }

    private static List<String> recipients(SparkpostRequest request) {
        return StreamSupport.stream(request.json().path("recipients").spliterator(), false)
                .map(recipient -> recipient.at("/address/email").asText())
                .toList();
    }

    /** A message with everything that SparkPost carries in fields. */
    static Message rich(List<Attachment> attachments) {
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
                        "<p>{{#if x}}</p><img src=\"cid:logo\">",
                        attachments),
                new Extras(Map.of("X-Order", "Nº 7"), List.of("order", "new customer"), Map.of("order.id", "7 €")));
    }

    private static Message with(Message message, Content content) {
        return new Message(
                message.id(), message.date(), message.originator(), message.destination(), content, message.extras());
    }

    private static Message with(Message message, Originator originator) {
        return new Message(
                message.id(), message.date(), originator, message.destination(), message.content(), message.extras());
    }

    private static Message with(Message message, Destination destination) {
        return new Message(
                message.id(), message.date(), message.originator(), destination, message.content(), message.extras());
    }

    private static Message with(Message message, Extras extras) {
        return new Message(
                message.id(), message.date(), message.originator(), message.destination(), message.content(), extras);
    }

    private static List<Mailbox> mailboxes(String... texts) {
        return Stream.of(texts).map(Mailbox::parse).toList();
    }
}
