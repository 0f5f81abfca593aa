package io.mailsender.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.PemCertificate;
import io.mailsender.testing.TestKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, and logins with the daemon's API keys. */
class SmtpTlsTest {

    private static final int STARTTLS = 0;
    private static final int IMPLICIT = 1;
    private static final String KEY = "the-key-of-the-shop";
    private static final ScheduledExecutorService THREAD = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static PemCertificate certificate;

    @SuppressWarnings("NullAway.Init")
    private static SmtpTestServer server;

    @BeforeAll
    static void start() throws Exception {
        certificate = PemCertificate.make(directory, "first");
        certificate.writeTo(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
        Map<String, Object> properties = Map.of(
                "server.tls.certificate",
                directory.resolve("certificate.pem").toString(),
                "server.tls.key",
                directory.resolve("key.pem").toString(),
                "api-keys",
                Map.of(
                        "shop",
                        TestKeys.hash(KEY),
                        "reader",
                        Map.of("hash", TestKeys.hash("the-key-of-the-reader"), "scopes", List.of("read"))));
        server = new SmtpTestServer(properties, SmtpTestServer.settings("starttls", "implicit"), THREAD, null);
    }

    @AfterAll
    static void stop() {
        server.close();
        THREAD.shutdownNow();
    }

    private static String plain(String key) {
        return "AUTH PLAIN " + Base64.getEncoder().encodeToString(("\0me\0" + key).getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }

    @Test
    void aMailOverStartTls() throws Exception {
        try (SmtpClient client = SmtpClient.connect(server.address(STARTTLS))) {
            client.send("EHLO x\r\n");
            assertThat(client.reply() + client.reply()).contains("STARTTLS");
            client.send("STARTTLS\r\n");
            assertThat(client.reply()).startsWith("220 2.0.0");
            client.startTls(certificate.trusted());
            client.send("MAIL FROM:<>\r\nEHLO x\r\n");
            assertThat(client.reply()).as("what was said before is forgotten").startsWith("503");
            assertThat(client.reply()).doesNotContain("STARTTLS").contains("AUTH PLAIN LOGIN");
            client.send(plain(KEY) + "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
            assertThat(client.codes(4)).isEqualTo("235 250 250 354");
            client.send("starttls\r\n.\r\nQUIT\r\n");
            assertThat(client.untilTheEnd()).startsWith("250 2.6.0").endsWith("221 2.0.0 Bye\r\n");
        }
        SmtpTransaction mail = mail("starttls");
        assertThat(mail.protocol()).isEqualTo("ESMTPSA");
        assertThat(mail.session().caller().name()).isEqualTo("shop");
        assertThat(mail.session().tls()).isNotNull();
        assertThat(mail.session().tls().protocol()).isEqualTo("TLSv1.3");
    }

    @Test
    void aMailOverImplicitTls() throws Exception {
        try (SmtpClient client = SmtpClient.connect(server.address(IMPLICIT), certificate.trusted())) {
            assertThat(client.reply()).startsWith("220");
            client.send("EHLO x\r\n");
            assertThat(client.reply()).doesNotContain("STARTTLS").contains("AUTH PLAIN LOGIN");
            client.send(plain(KEY) + "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
            assertThat(client.codes(4)).isEqualTo("235 250 250 354");
            client.send("x".repeat(900).concat("\r\n").repeat(1000) + "implicit\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
        }
        assertThat(mail("implicit").body()).hasSize(902_000 + 10);
    }

    @Test
    void bytesBehindStartTlsEndTheConnection() throws Exception {
        int before = server.intake().submitted();
        try (SmtpClient client = SmtpClient.connect(server.address(STARTTLS))) {
            client.send("EHLO x\r\nSTARTTLS\r\nMAIL FROM:<evil@b.example>\r\n");
            assertThat(client.untilTheEnd())
                    .contains("421 4.7.0 Nothing may follow")
                    .doesNotContain("220 2.0.0");
        }
        try (SmtpClient client = SmtpClient.connect(server.address(STARTTLS))) {
            client.send("EHLO x\r\nSTARTTLS\r\n");
            client.codes(3);
            client.send("MAIL FROM:<evil@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
            assertThat(client.untilTheEnd()).doesNotContain("250");
        }
        assertThat(server.intake().submitted()).isEqualTo(before);
    }

    @Test
    void keysAreChecked() throws Exception {
        try (SmtpClient client = SmtpClient.connect(server.address(STARTTLS))) {
            client.send("EHLO x\r\n");
            client.codes(2);
            client.send(plain("wrong"));
            assertThat(client.reply()).startsWith("535 5.7.8 The password must be a valid API key");
            client.send(plain("the-key-of-the-reader"));
            assertThat(client.reply()).startsWith("535 5.7.8 This key lacks the scope send");
            client.send("MAIL FROM:<>\r\n");
            assertThat(client.reply()).startsWith("530 5.7.0");
            client.send(plain(KEY));
            assertThat(client.reply()).startsWith("235");
            client.send(plain(KEY));
            assertThat(client.reply()).startsWith("503");
        }
    }

    /** As over HTTP: 20 per minute. A valid key is not affected. */
    @Test
    void wrongKeysAreLimited() throws Exception {
        String last = "";
        for (int i = 0; i < 5; i++) {
            try (SmtpClient client = SmtpClient.connect(server.address(STARTTLS), "127.0.0.9")) {
                client.send("EHLO x\r\n" + plain("wrong").repeat(9));
                client.codes(10);
                last = client.reply();
            }
        }
        assertThat(last).startsWith("454 4.7.0");
        try (SmtpClient client = SmtpClient.connect(server.address(STARTTLS), "127.0.0.9")) {
            client.send("EHLO x\r\n" + plain(KEY));
            assertThat(client.codes(3)).isEqualTo("220 250 235");
        }
    }

    @Test
    void clearTextOnAPortWithImplicitTlsIsNotAnswered() throws Exception {
        try (SmtpClient client = SmtpClient.connect(server.address(IMPLICIT))) {
            client.send("EHLO x\r\n");
            assertThat(client.untilTheEnd()).doesNotContain("220", "250");
        }
    }

    @Test
    void aNewCertificateIsShownToNewConnections() throws Exception {
        PemCertificate second = PemCertificate.make(directory, "second");
        second.writeTo(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
        await().ignoreExceptions().untilAsserted(() -> {
            try (SmtpClient client = SmtpClient.connect(server.address(IMPLICIT), second.trusted())) {
                SSLSocket socket = (SSLSocket) client.socket();
                assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(second.certificate());
            }
        });
        assertThatThrownBy(() -> SmtpClient.connect(server.address(IMPLICIT), certificate.trusted()))
                .isInstanceOf(IOException.class);
        certificate.writeTo(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
        await().ignoreExceptions()
                .untilAsserted(() -> SmtpClient.connect(server.address(IMPLICIT), certificate.trusted())
                        .close());
    }

    private static SmtpTransaction mail(String text) {
        return server.intake().mails().stream()
                .filter(mail -> new String(mail.body(), StandardCharsets.US_ASCII).contains(text))
                .findFirst()
                .orElseThrow();
    }
}
