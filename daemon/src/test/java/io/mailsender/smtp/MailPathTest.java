package io.mailsender.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.ScriptedSmtpServer;
import io.mailsender.testing.TestDaemon;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mail from an SMTP client, through the daemon and its store, to the next SMTP server. */
class MailPathTest {

    private static final String MAIL = """
            From: Shop <shop@example.org>
            To: ann@example.com
            Date: Sun, 1 Mar 2026 09:00:00 +0100
            Message-ID: <1@client.example.net>
            Subject: Hi

            Gr\u00fc\u00dfe
            .dotted
            """.replace("\n", "\r\n");

    @TempDir
    Path directory;

    private ScriptedSmtpServer relay;
    private TestDaemon daemon;

    @BeforeEach
    void start() {
        relay = ScriptedSmtpServer.answering(ScriptedSmtpServer::usual);
        daemon = TestDaemon.of(settings());
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(TestDaemon.sqlite(directory));
        settings.put("order", List.of("relay"));
        settings.put("providers.smtp.relay.name", "relay");
        settings.put("providers.smtp.relay.host", "127.0.0.1");
        settings.put("providers.smtp.relay.port", relay.port());
        settings.put("providers.smtp.relay.tls", "none");
        settings.put("providers.smtp.relay.from", "noreply@example.org");
        settings.put("providers.smtp.relay.from-domains", List.of("example.org"));
        settings.put("smtp.listeners", List.of(Map.of("host", "127.0.0.1", "port", 0, "tls", "none")));
        return settings;
    }

    @AfterEach
    void stop() {
        daemon.close();
        relay.close();
    }

    private String submit(String mail, String... recipients) throws Exception {
        return submitFrom("bounces@example.org", mail, recipients);
    }

    private String submitFrom(String sender, String mail, String... recipients) throws Exception {
        try (SmtpClient client = SmtpClient.connect(
                daemon.context().getBean(SmtpServer.class).addresses().get(0))) {
            assertThat(client.reply()).startsWith("220 ");
            StringBuilder commands =
                    new StringBuilder("EHLO client.example.net\r\nMAIL FROM:<" + sender + "> BODY=8BITMIME\r\n");
            for (String recipient : recipients) {
                commands.append("RCPT TO:<").append(recipient).append(">\r\n");
            }
            client.send(commands + "DATA\r\n");
            client.codes(2 + recipients.length);
            String go = client.reply();
            if (!go.startsWith("354")) {
                return go;
            }
            client.send(mail.replace("\r\n.", "\r\n..").getBytes(ISO_8859_1)).send(".\r\n");
            return client.reply();
        }
    }

    @Test
    void whatIsAnswered250IsSentWithTheSameBytes() throws Exception {
        String reply = submit(MAIL, "ann@example.com", "eve@example.com");

        assertThat(reply).matches("(?s)250 2\\.6\\.0 [0-9a-f]{32} queued\n");
        String id = reply.substring(10, 42);
        await().until(() -> relay.messages().size() == 1);
        assertThat(relay.commands("MAIL")).containsExactly("MAIL FROM:<shop@example.org> BODY=8BITMIME");
        String sent = relay.messages().get(0).replace("\r\n..", "\r\n.");
        assertThat(sent)
                .startsWith("Received: from client.example.net ([127.0.0.1])\r\n\tby ")
                .contains("\r\n\twith ESMTP id " + id + ";\r\n\t");
        assertThat(sent.substring(sent.indexOf("From: "))).isEqualTo(MAIL);
        await().untilAsserted(() -> assertThat(
                        daemon.get("/messages/" + id).json().get("status").getStringValue())
                .isEqualTo("sent"));
        assertThat(daemon.get("/messages/" + id).json().get("message_id").getStringValue())
                .isEqualTo("<1@client.example.net>");
    }

    /** RFC 5321, section 4.5.5: nobody answers a report with another one. */
    @Test
    void aReportKeepsItsEmptyReturnPath() throws Exception {
        assertThat(submitFrom("", MAIL, "ann@example.com")).startsWith("250 ");

        await().until(() -> relay.messages().size() == 1);
        assertThat(relay.commands("MAIL")).containsExactly("MAIL FROM:<> BODY=8BITMIME");
    }

    @Test
    void aClientThatLostTheReplySendsTheMailAgain() throws Exception {
        String first = submit(MAIL, "ann@example.com");

        assertThat(submit(MAIL, "ann@example.com")).isEqualTo(first);
        assertThat(submit(MAIL, "bob@example.com")).isNotEqualTo(first);
        await().until(() -> relay.messages().size() == 2);
    }

    @Test
    void refusesForGoodWhatCannotBeSent() throws Exception {
        assertThat(submit(MAIL.replace("shop@example.org", "shop@example.net"), "ann@example.com"))
                .startsWith("550 5.7.1 From: no provider may send from this address");
        assertThat(submit("Received: x\r\n".repeat(51) + MAIL, "ann@example.com"))
                .startsWith("550 5.4.6 ");
        assertThat(submit("Subject: two\r\n" + MAIL, "ann@example.com")).startsWith("550 5.6.0 ");
        assertThat(relay.messages()).isEmpty();
    }

    @Test
    void refusesASuppressedRecipient() throws Exception {
        assertThat(daemon.post("/suppressions", "{\"addresses\": [\"ann@example.com\"]}")
                        .status())
                .isLessThan(300);

        await().untilAsserted(() -> assertThat(submit(MAIL, "ann@example.com")).startsWith("554 5.5.1"));
        assertThat(submit(MAIL, "bob@example.com")).startsWith("250 ");
    }

    /** For clients that stop at the first refused recipient. */
    @Test
    void dropsSuppressedRecipientsIfToldTo() throws Exception {
        daemon.close();
        Map<String, Object> settings = settings();
        settings.put("smtp.suppressed", "drop");
        daemon = TestDaemon.of(settings);
        daemon.post("/suppressions", "{\"addresses\": [\"ann@example.com\"]}");
        await().untilAsserted(
                        () -> assertThat(daemon.get("/suppressions").text()).contains("ann@example.com"));

        String both = submit(MAIL, "ann@example.com", "bob@example.com").substring(10, 42);
        await().until(() -> status(both).equals("sent"));
        assertThat(daemon.get("/messages/" + both).text()).contains("\"suppressed\"");
        assertThat(relay.commands("RCPT")).containsExactly("RCPT TO:<bob@example.com>");

        String nobody = submit(MAIL, "ann@example.com").substring(10, 42);
        await().untilAsserted(() -> assertThat(status(nobody)).isEqualTo("rejected"));
        assertThat(daemon.get("/messages/" + nobody).text()).contains("\"suppressed\"");
        assertThat(submit(MAIL, "ann@example.com")).contains(nobody);
        assertThat(relay.messages()).hasSize(1);
    }

    private String status(String id) {
        return daemon.get("/messages/" + id).json().get("status").getStringValue();
    }

    @Test
    void whileTheStoreFailsTheMailIsForLater() throws Exception {
        sql("ALTER TABLE recipient RENAME TO mislaid");
        assertThat(submit(MAIL, "ann@example.com")).startsWith("451 4.3.0 ");
        sql("ALTER TABLE mislaid RENAME TO recipient");

        await().untilAsserted(() -> assertThat(submit(MAIL, "ann@example.com")).startsWith("250 "));
        await().until(() -> !relay.messages().isEmpty());
        assertThat(submit(MAIL, "ann@example.com")).startsWith("250 ");
        assertThat(relay.messages()).hasSize(1);
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mail.db"));
                Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA busy_timeout = 60000");
            sql.execute(statement);
        }
    }
}
