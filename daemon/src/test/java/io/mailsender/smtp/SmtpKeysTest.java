package io.mailsender.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.TestKeys;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scope, sender domains, quotas and the audit log of an API key, over SMTP. */
class SmtpKeysTest {

    private static final Pattern PORT = Pattern.compile("SMTP: listening on 127\\.0\\.0\\.1:(\\d+)");
    private static final String MAIL =
            "From: shop@example.org\r\nTo: ann@example.com\r\nSubject: Secret\r\n\r\nBody %d\r\n.\r\n";

    @TempDir
    Path directory;

    @Test
    void scopeDomainsQuotaAndAuditApply() throws Exception {
        Path audit = directory.resolve("audit.log");
        Path config = Files.writeString(directory.resolve("config.yml"), """
                server: {port: 0}
                store: {file: %s}
                logging: {audit-file: %s}
                smtp: {listeners: [{host: 127.0.0.1, port: 0, tls: none}]}
                api-keys:
                  shop: {hash: %s, from-domains: [example.org], limits: {requests: 3/d}}
                  reader: {hash: %s, scopes: [read]}
                  ops: {hash: %s, scopes: [admin, send]}
                providers: {box: {kind: capture, from: shop@example.org}}
                """.formatted(
                        directory.resolve("mail.db"),
                        audit,
                        TestKeys.hash("shop-key"),
                        TestKeys.hash("reader-key"),
                        TestKeys.hash("ops-key")));
        try (DaemonProcess daemon = DaemonProcess.start(config, directory.resolve("log"))) {
            suppress(daemon.awaitListening());
            await().until(() -> PORT.matcher(daemon.log()).find());
            Matcher port = PORT.matcher(daemon.log());
            assertThat(port.find()).isTrue();
            InetSocketAddress server = new InetSocketAddress("127.0.0.1", Integer.parseInt(port.group(1)));

            assertThat(login(server, "wrong-key").codes(1)).isEqualTo("535");
            assertThat(login(server, "reader-key").reply()).startsWith("535 5.7.8 This key lacks the scope send");
            SmtpClient shop = login(server, "shop-key");
            assertThat(shop.codes(1)).isEqualTo("235");
            shop.send("MAIL FROM:<shop@example.net>\r\n");
            assertThat(shop.reply()).startsWith("550 5.7.1 sender: this key may send only from example.org");
            shop.send("MAIL FROM:<>\r\nRCPT TO:<eve@example.com>\r\nRCPT TO:<ann@example.com>\r\nDATA\r\n");
            assertThat(shop.codes(4)).isEqualTo("250 550 250 354");
            String id = shop.send(MAIL.formatted(1)).reply().substring(10, 42);
            shop.send("MAIL FROM:<>\r\nRCPT TO:<ann@example.com>\r\nDATA\r\n");
            assertThat(shop.codes(3)).isEqualTo("250 250 354");
            shop.send(MAIL.formatted(2).replace("example.org", "example.net"));
            assertThat(shop.codes(1)).isEqualTo("550");
            shop.send("MAIL FROM:<>\r\n");
            assertThat(shop.reply()).startsWith("452 4.7.1 This key has used up its quota of requests");

            assertThat(Files.readAllLines(audit))
                    .extracting(line -> line.substring("2026-01-01T00:00:00.000Z audit - ".length()))
                    .containsExactly(
                            line("ops", "POST /suppressions", "-", "done", 200),
                            line("-", "SMTP AUTH", "-", "refused", 535),
                            line("reader", "SMTP AUTH", "-", "refused", 535),
                            line("shop", "SMTP AUTH", "-", "done", 235),
                            line("shop", "SMTP MAIL", "-", "refused", 550),
                            line("shop", "SMTP RCPT", "-", "refused", 550),
                            line("shop", "SMTP DATA", id, "queued", 250),
                            line("shop", "SMTP DATA", "-", "refused", 550));
        }
    }

    private static SmtpClient login(InetSocketAddress server, String key) throws Exception {
        SmtpClient client = SmtpClient.connect(server);
        String plain = Base64.getEncoder().encodeToString(("\0any\0" + key).getBytes(UTF_8));
        client.send("EHLO x\r\nAUTH PLAIN " + plain + "\r\n");
        assertThat(client.codes(2)).isEqualTo("220 250");
        return client;
    }

    private static void suppress(URI url) throws Exception {
        assertThat(HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(url.resolve("/suppressions"))
                                        .header("Authorization", "Bearer ops-key")
                                        .header("Content-Type", "application/json")
                                        .POST(BodyPublishers.ofString("{\"addresses\": [\"eve@example.com\"]}"))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private static String line(String key, String action, String id, String outcome, int status) {
        return "key=\"%s\" action=\"%s\" id=\"%s\" outcome=\"%s\" status=\"%d\" client=\"127.0.0.1\""
                .formatted(key, action, id, outcome, status);
    }
}
