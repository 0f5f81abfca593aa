package io.mailsender.provider.adapter;

import static java.util.Objects.requireNonNull;

import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.Envelope;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** An SES adapter, and a server in place of AWS, which is new for each test. */
final class SesFixture implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    static final String KEY = "AKIDEXAMPLE";
    static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    static final Duration TIMEOUT = Duration.ofSeconds(20);
    static final Destination TO_JANE = new Destination(mailboxes("jane@example.com"), List.of(), List.of());
    static final Content HELLO = new Content("Hello", "Hello, Jane", null, List.of());

    private final ExecutorService blocking = Executors.newCachedThreadPool();
    private @Nullable ApplicationContext context;
    private @Nullable FaultyHttpServer server;

    @Override
    public void beforeAll(ExtensionContext test) {
        context = ApplicationContext.run();
    }

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        server = FaultyHttpServer.start().always(Behaviours.json(200, "{\"MessageId\":\"0100018c\"}"));
    }

    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        server().close();
    }

    @Override
    public void afterAll(ExtensionContext test) {
        requireNonNull(context).close();
        blocking.shutdownNow();
    }

    FaultyHttpServer server() {
        return requireNonNull(server);
    }

    ExecutorService blocking() {
        return blocking;
    }

    <T> T bean(Class<T> type) {
        return requireNonNull(context).getBean(type);
    }

    static AwsCredentialsProvider fixedCredentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET));
    }

    AmazonSes ses() {
        return ses(settings(server().uri(), null));
    }

    AmazonSes ses(AmazonSes.Settings settings) {
        return new AmazonSes(settings, bean(ProviderHttp.class), blocking);
    }

    static AmazonSes.Settings settings(URI endpoint, @Nullable String configurationSet) {
        return new AmazonSes.Settings(
                "amazon_ses",
                "eu-west-1",
                "sender@example.org",
                List.of("verified.example"),
                endpoint,
                null,
                null,
                configurationSet,
                null,
                KEY,
                SECRET,
                null);
    }

    Outcome send(Message message) {
        return send(message, message.envelope());
    }

    Outcome send(Message message, Envelope envelope) {
        return ses().send(message, envelope, TIMEOUT).toCompletableFuture().join();
    }

    static Message message() {
        return message(TO_JANE, HELLO, Extras.NONE);
    }

    static Message message(Destination destination, Content content, Extras extras) {
        return message(new Originator("Example Ltd", null, List.of()), destination, content, extras);
    }

    static Message message(Originator originator, Destination destination, Content content, Extras extras) {
        return new Message(
                new MessageId("0123456789abcdef0123456789abcdef", "example.org"),
                Instant.parse("2026-11-24T10:00:00Z"),
                originator,
                destination,
                content,
                extras);
    }

    static Content with(Attachment... attachments) {
        return new Content("Hello", "Hello, Jane", null, List.of(attachments));
    }

    static List<Mailbox> mailboxes(String... texts) {
        return List.of(texts).stream().map(Mailbox::parse).toList();
    }
}
