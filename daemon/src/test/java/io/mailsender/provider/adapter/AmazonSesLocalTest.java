package io.mailsender.provider.adapter;

import static io.mailsender.provider.adapter.SesFixture.HELLO;
import static io.mailsender.provider.adapter.SesFixture.mailboxes;
import static io.mailsender.provider.adapter.SesFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Extras;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.testing.TestPort;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sends to aws-ses-v2-local, an independent emulation of SES. Needs Node.js and, once, its package from the network. */
class AmazonSesLocalTest {

    private static final String PACKAGE = "aws-ses-v2-local@2.10.2";
    private static final Path HOME = Path.of("target", "aws-ses-v2-local");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @RegisterExtension
    static final SesFixture SES = new SesFixture();

    private static @Nullable Process process;
    private static URI endpoint = URI.create("http://localhost");

    @BeforeAll
    static void start() throws Exception {
        Path main = HOME.resolve(Path.of("node_modules", "aws-ses-v2-local", "dist", "cli.js"));
        assumeTrue(runs("node", "--version"), "not tested against aws-ses-v2-local: there is no node here");
        if (!Files.exists(main)) {
            Files.createDirectories(HOME);
            assumeTrue(
                    runs(
                            "npm",
                            "install",
                            "--no-audit",
                            "--no-fund",
                            "--ignore-scripts",
                            "--prefix",
                            HOME.toString(),
                            PACKAGE),
                    "not tested against aws-ses-v2-local: npm could not install it (see target/aws-ses-v2-local/npm.log)");
        }
        int port = TestPort.free();
        endpoint = URI.create("http://localhost:" + port);
        process = command("node", main.toString(), "--host=localhost", "--port=" + port)
                .start();
        await().ignoreExceptions().until(() -> get("/health-check") != null);
    }

    @AfterAll
    static void stop() {
        if (process != null) {
            process.destroy();
        }
    }

    @Test
    void sendsAnAttachment() throws IOException, InterruptedException {
        byte[] file = {0, 1, 2, 3};
        Content content = new Content(
                "Grüße", "Hallo", "<p>Hallo</p>", List.of(new Attachment("a.bin", "application/x-a", file, null)));
        String id = send(
                message(
                        new Destination(mailboxes("Ann <ann@example.com>"), List.of(), mailboxes("b@example.com")),
                        content,
                        Extras.NONE),
                null);
        JsonNode mail = stored(id);
        assertThat(mail.get("subject").getStringValue()).isEqualTo("Grüße");
        assertThat(mail.get("from").getStringValue()).isEqualTo("Example Ltd <sender@example.org>");
        assertThat(mail.get("destination").get("to").get(0).getStringValue()).isEqualTo("Ann <ann@example.com>");
        assertThat(mail.get("destination").get("bcc").get(0).getStringValue()).isEqualTo("b@example.com");
        assertThat(mail.get("body").get("text").getStringValue()).isEqualTo("Hallo");
        assertThat(mail.get("body").get("html").getStringValue()).isEqualTo("<p>Hallo</p>");
        JsonNode attachment = mail.get("attachments").get(0);
        assertThat(attachment.get("filename").getStringValue()).isEqualTo("a.bin");
        assertThat(Base64.getDecoder().decode(attachment.get("content").getStringValue()))
                .isEqualTo(file);
    }

    @Test
    void sendsToSomeOfTheRecipients() throws IOException, InterruptedException {
        Message message = message(
                new Destination(mailboxes("ann@example.com", "joe@example.com"), List.of(), List.of()),
                HELLO,
                new Extras(Map.of("X-Shop", "Bäckerei"), List.of(), Map.of()));
        JsonNode mail = stored(send(message, new Envelope(List.of(EmailAddress.parse("joe@example.com")))));
        assertThat(mail.get("subject").getStringValue()).isEqualTo("Hello");
        assertThat(mail.get("body").get("text").getStringValue().strip()).isEqualTo("Hello, Jane");
        // The emulation shows the header field, not the envelope.
        assertThat(mail.get("destination").get("to").get(0).getStringValue())
                .isEqualTo("ann@example.com, joe@example.com");
    }

    private static String send(Message message, @Nullable Envelope envelope) {
        var outcome = SES.ses(SesFixture.settings(endpoint, null))
                .send(message, envelope == null ? message.envelope() : envelope, SesFixture.TIMEOUT)
                .toCompletableFuture()
                .join();
        assertThat(outcome).isInstanceOf(Sent.class);
        String id = ((Sent) outcome).providerMessageId();
        assertThat(id).isNotBlank();
        return String.valueOf(id);
    }

    private static JsonNode stored(String id) throws IOException, InterruptedException {
        JsonNode store =
                JsonMapper.createDefault().readValue(String.valueOf(get("/store")), Argument.of(JsonNode.class));
        for (JsonNode mail : store.get("emails").values()) {
            if (id.equals(mail.get("messageId").getStringValue())) {
                return mail;
            }
        }
        throw new AssertionError("not stored");
    }

    private static @Nullable String get(String path) throws IOException, InterruptedException {
        var response =
                CLIENT.send(HttpRequest.newBuilder(endpoint.resolve(path)).build(), BodyHandlers.ofString());
        return response.statusCode() == 200 ? response.body() : null;
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            Process tool = command(command).start();
            if (!tool.waitFor(90, TimeUnit.SECONDS)) {
                tool.destroyForcibly();
                return false;
            }
            return tool.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static ProcessBuilder command(String... command) throws IOException {
        Files.createDirectories(HOME);
        File log = HOME.resolve(command[0] + ".log").toFile();
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
    }
}
