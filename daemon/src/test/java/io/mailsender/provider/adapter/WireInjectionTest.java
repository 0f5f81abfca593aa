package io.mailsender.provider.adapter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailsender.message.Envelope;
import io.mailsender.message.HostileMessage;
import io.mailsender.message.HostileMessage.Place;
import io.mailsender.message.HostileText;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultyHttpServer.Request;
import io.mailsender.testing.FaultySmtpServer;
import io.mailsender.testing.FaultySmtpServer.Mail;
import io.mailsender.testing.FaultySmtpServer.Security;
import io.micronaut.context.ApplicationContext;
import jakarta.mail.Header;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * X01, X02: a hostile text in any field of a message gives the same commands, header fields, form fields and parts as a harmless one,
 * as a real server reads them.
 */
class WireInjectionTest {

    /** The ways in which messages go out. */
    enum Form {
        SES_SIMPLE,
        SES_RAW,
        MAILGUN_FIELDS,
        MAILGUN_MIME,
        SMTP
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Session SESSION = Session.getInstance(new Properties());
    private static final String ID = "mail-sender-id";

    private static ApplicationContext context;
    private static ExecutorService blocking;

    private FaultyHttpServer http;
    private FaultySmtpServer smtp;
    private Smtp relay;
    private Mailgun mailgun;
    private AmazonSes ses;

    @BeforeAll
    static void startBeans() {
        context = ApplicationContext.run();
        blocking = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stopBeans() {
        context.close();
        blocking.shutdownNow();
    }

    @BeforeEach
    void start() throws IOException {
        http = FaultyHttpServer.start().always(Behaviours.json(200, "{\"id\":\"1\",\"MessageId\":\"1\"}"));
        smtp = new FaultySmtpServer();
        relay = new Smtp(SmtpFixture.settings(smtp, Security.NONE));
        ProviderHttp client = context.getBean(ProviderHttp.class);
        ses = new AmazonSes(SesFixture.settings(http.uri(), null), client, blocking);
        mailgun = new Mailgun(
                new Mailgun.Settings(
                        "m", "k", "example.org", Mailgun.Region.US, "a@example.org", null, false, null, http.uri()),
                client);
    }

    @AfterEach
    void stop() throws IOException {
        relay.close();
        smtp.close();
        http.close();
    }

    @ParameterizedTest
    @EnumSource
    void noTextAddsAnythingToWhatAProviderReads(Form form) throws Exception {
        List<String> harmless = shape(form, HostileMessage.of(Place.SUBJECT, "S"));
        assertThat(harmless).isNotEmpty();
        int carried = 0;
        for (Place place : Place.values()) {
            for (String text : Stream.concat(HostileText.deceptive(), HostileText.withControls())
                    .toList()) {
                Message message;
                try {
                    message = HostileMessage.of(place, text);
                } catch (IllegalArgumentException e) {
                    continue;
                }
                List<String> shape = shape(form, message);
                if (!shape.isEmpty()) {
                    carried++;
                    assertThat(shape).as(place + ": " + text).isEqualTo(harmless);
                }
            }
        }
        // Makes sure that something was tried: the bodies alone are more.
        assertThat(carried).isGreaterThan(200);
    }

    /** The structure of what the provider read, without the caller's own names; empty if this form cannot carry the message. */
    private List<String> shape(Form form, Message message) throws Exception {
        boolean whole = form != Form.SES_RAW && form != Form.MAILGUN_MIME;
        // A copy for a recipient that the header does not name cannot be sent in fields.
        Envelope envelope = whole
                ? message.envelope()
                : new Envelope(List.of(io.mailsender.message.EmailAddress.parse("only@example.org")));
        Provider provider = switch (form) {
            case SES_SIMPLE, SES_RAW -> ses;
            case MAILGUN_FIELDS, MAILGUN_MIME -> mailgun;
            case SMTP -> relay;
        };
        int before = http.requests().size() + smtp.mails().size();
        int commands = smtp.commands().size();
        Outcome outcome = provider.send(message, envelope, SmtpFixture.PLENTY)
                .toCompletableFuture()
                .join();
        if (outcome instanceof Unavailable refused) {
            assertThat(refused.cause()).isEqualTo(Outcome.Cause.UNSUPPORTED);
            return List.of();
        }
        assertThat(outcome).isInstanceOf(Sent.class);
        assertThat(http.requests().size() + smtp.mails().size()).isEqualTo(before + 1);
        if (form == Form.SMTP) {
            return dialogue(smtp.commands().subList(commands, smtp.commands().size()), message);
        }
        Request request = http.requests().get(before);
        if (form == Form.SES_SIMPLE && request.text().contains("\"Raw\"")) {
            return List.of();
        }
        List<String> shape = new ArrayList<>();
        request.headers().keySet().stream().sorted().forEach(shape::add);
        shape.add(request.path());
        shape.addAll(provider == ses ? ses(request, message) : mailgun(request, message));
        return shape;
    }

    private List<String> dialogue(List<String> commands, Message message) throws Exception {
        List<String> shape = new ArrayList<>(
                commands.stream().filter(c -> !c.matches("EHLO .*|AUTH .*")).toList());
        // The length may differ.
        shape.replaceAll(command -> command.replaceFirst(" SIZE=\\d+$", ""));
        Mail mail = smtp.mails().get(smtp.mails().size() - 1);
        assertThat(mail.recipients()).containsExactly("a@b.example");
        shape.addAll(mime(mail.data().replaceAll("(?m)^\\.\\.", ".").getBytes(ISO_8859_1), message));
        return shape;
    }

    private List<String> ses(Request request, Message message) throws Exception {
        assertThat(request.text().chars()).as("control characters").noneMatch(c -> c < ' ');
        JsonNode body = JSON.readTree(request.body());
        List<String> shape = new ArrayList<>();
        paths("", body, shape);
        JsonNode raw = body.at("/Content/Raw/Data");
        if (!raw.isMissingNode()) {
            shape.addAll(mime(Base64.getDecoder().decode(raw.asText()), message));
        }
        for (JsonNode header : body.at("/Content/Simple/Headers")) {
            assertField(header.get("Name").asText(), message);
            assertPlain(header.get("Value").asText());
        }
        for (String mailboxes : List.of("/FromEmailAddress", "/ReplyToAddresses/0", "/Destination/ToAddresses/0")) {
            assertPlain(body.at(mailboxes).asText());
        }
        return shape;
    }

    private static void paths(String path, JsonNode node, List<String> paths) {
        paths.add(path);
        node.fields().forEachRemaining(field -> paths(path + "/" + field.getKey(), field.getValue(), paths));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            paths(path + "/" + i, node.get(i), paths);
        }
    }

    private List<String> mailgun(Request request, Message message) throws Exception {
        List<String> shape = new ArrayList<>();
        for (MailgunRequest.Part part : MailgunRequest.read(request).parts()) {
            if (part.name().startsWith("h:")) {
                assertPlain(part.text());
            }
            if (part.name().equals("message")) {
                shape.addAll(mime(part.content(), message));
            }
            boolean own = part.name().equals("v:" + ID);
            shape.add(own ? part.name() : part.name().replaceAll("^(h:(?!Message-Id|Reply-To)|v:).*", "$1"));
        }
        String raw = new String(request.body(), UTF_8);
        String boundary = "--form-" + message.id();
        assertThat(raw.split(boundary, -1))
                .hasSize(MailgunRequest.read(request).parts().size() + 2);
        // Custom header fields are ordered by name.
        Collections.sort(shape);
        return shape;
    }

    /** The fields and parts as an independent parser (Angus Mail) reads them. */
    private static List<String> mime(byte[] wire, Message message) throws Exception {
        String text = new String(wire, ISO_8859_1);
        assertThat(text.chars()).allMatch(c -> c >= ' ' && c < 0x7F || c == '\t' || c == '\r' || c == '\n');
        assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n");
        List<String> shape = new ArrayList<>();
        parts(new MimeMessage(SESSION, new ByteArrayInputStream(wire)), message, shape);
        return shape;
    }

    private static void parts(Part part, Message message, List<String> shape) throws Exception {
        Map<String, Integer> names = new HashMap<>();
        for (Header header : Collections.list(part.getAllHeaders())) {
            boolean custom = message.extras().headers().containsKey(header.getName());
            names.merge(custom ? "custom" : header.getName().toLowerCase(Locale.ROOT), 1, Integer::sum);
        }
        names.entrySet().stream().map(Map.Entry::toString).sorted().forEach(shape::add);
        if (part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                shape.add("part");
                parts(multipart.getBodyPart(i), message, shape);
            }
        }
    }

    private static void assertField(String name, Message message) {
        assertThat(message.extras().headers()).containsKey(name);
    }

    private static void assertPlain(String value) {
        assertThat(value).matches("[ -~]*");
    }
}
