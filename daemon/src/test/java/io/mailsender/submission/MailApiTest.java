package io.mailsender.submission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.ScriptedSmtpServer;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code POST /send} with a whole mail, up to the next hop. */
class MailApiTest {

    private static final String MAIL = """
            From: Shop <shop@example.org>
            To: Ann <ann@example.com>
            Cc: bob@example.com
            Date: Sun, 1 Mar 2026 09:00:00 +0100
            Message-ID: <1@client.example.net>
            Subject: Hi
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: 8bit

            Gr\u00fc\u00dfe
            .dotted
            """;

    @TempDir
    Path directory;

    private ScriptedSmtpServer relay;
    private TestDaemon daemon;

    @BeforeEach
    void start() {
        relay = ScriptedSmtpServer.answering(ScriptedSmtpServer::usual);
        Map<String, Object> settings = new HashMap<>(TestDaemon.sqlite(directory));
        settings.put("order", List.of("relay"));
        settings.put("providers.smtp.relay.name", "relay");
        settings.put("providers.smtp.relay.host", "127.0.0.1");
        settings.put("providers.smtp.relay.port", relay.port());
        settings.put("providers.smtp.relay.tls", "none");
        settings.put("providers.smtp.relay.from", "noreply@example.org");
        settings.put("providers.smtp.relay.from-domains", List.of("example.org"));
        daemon = TestDaemon.of(settings);
    }

    @AfterEach
    void stop() {
        daemon.close();
        relay.close();
    }

    private Answer post(String query, String mail, String... headers) {
        var request = daemon.request("/send" + query)
                .header("Content-Type", "message/rfc822")
                .POST(BodyPublishers.ofByteArray(mail.getBytes(ISO_8859_1)));
        return daemon.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static String crlf(String text) {
        return text.replace("\n", "\r\n");
    }

    @Test
    void passesTheBytesOn() {
        Answer answer = post("?recipient=eve@example.com&recipient=ann@example.com&sender=bounces@example.org", MAIL);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().get("message_id").getStringValue()).isEqualTo("<1@client.example.net>");
        assertThat(relay.commands("MAIL")).singleElement().asString().endsWith(" BODY=8BITMIME");
        assertThat(relay.commands("RCPT"))
                .containsExactlyInAnyOrder("RCPT TO:<ann@example.com>", "RCPT TO:<eve@example.com>");
        String id = answer.json().get("id").getStringValue();
        String sent = relay.messages().get(0).replace("\r\n..dotted", "\r\n.dotted");
        assertThat(sent).startsWith("Received: from [127.0.0.1] by example.org\r\n\twith HTTP id " + id + ";\r\n\t");
        assertThat(sent.substring(sent.indexOf("From: "))).isEqualTo(crlf(MAIL));
    }

    @Test
    void takesTheRecipientsFromTheHeaderAndHidesBcc() {
        Answer answer = post("", "Bcc: eve@example.com\n" + MAIL);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(relay.commands("RCPT")).hasSize(3).contains("RCPT TO:<eve@example.com>");
        assertThat(relay.messages().get(0)).doesNotContain("eve@example.com");
    }

    @Test
    void theSameMailAgainIsTheSameMail() {
        Answer first = post("", MAIL);
        Answer again = post("", MAIL);
        Answer others = post("?recipient=eve@example.com", MAIL);

        assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(others.json().get("id")).isNotEqualTo(first.json().get("id"));
        assertThat(relay.messages()).hasSize(2);
    }

    @Test
    void withoutAMessageIdTwoMailsAreTwo() {
        String mail = MAIL.replace("Message-ID: <1@client.example.net>\n", "");

        assertThat(post("", mail).json().get("id"))
                .isNotEqualTo(post("", mail).json().get("id"));
        assertThat(post("", mail, "Idempotency-Key", "k").json().get("id"))
                .isEqualTo(post("", mail, "Idempotency-Key", "k").json().get("id"));
    }

    @Test
    void itIsStoredAndFoundByItsMessageId() {
        Answer accepted = post(
                "", "X-Mail-Sender-Tag: invoice\nX-Mail-Sender-Metadata: order=7\n" + MAIL, "Prefer", "respond-async");

        assertThat(accepted.status()).isEqualTo(202);
        String id = accepted.json().get("id").getStringValue();
        await().untilAsserted(() -> assertThat(
                        daemon.get("/messages/" + id).json().get("status").getStringValue())
                .isEqualTo("sent"));
        assertThat(relay.messages().get(0)).doesNotContainIgnoringCase("x-mail-sender");
        for (String query :
                List.of("message_id=%3C1@client.example.net%3E", "message_id=1@client.example.net", "tag=invoice")) {
            assertThat(daemon.get("/messages?" + query)
                            .json()
                            .get("messages")
                            .get(0)
                            .get("id")
                            .getStringValue())
                    .as(query)
                    .isEqualTo(id);
        }
    }

    @Test
    void refusesWithTheFieldAndTheRemedy() {
        assertProblem(post("?recipient=ann", MAIL), 400, "recipient");
        assertProblem(post("", MAIL.replace("To: Ann <ann@example.com>\nCc: bob@example.com\n", "")), 400, "recipient");
        assertProblem(post("", "From: eve@example.org\n" + MAIL), 400, "two from");
        assertProblem(post("", MAIL.replace("shop@example.org", "shop@example.net")), 403, "from-domains");
        assertProblem(post("", "X-Mail-Sender-Priority: urgent\n" + MAIL), 400, "priority");
        assertProblem(post("", ""), 400, "body");
        assertThat(relay.messages()).isEmpty();
    }

    private static void assertProblem(Answer answer, int status, String text) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text()).contains(text);
    }
}
