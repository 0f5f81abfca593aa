package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static io.mailsender.provider.adapter.SmtpFixture.ADA;
import static io.mailsender.provider.adapter.SmtpFixture.message;
import static io.mailsender.provider.adapter.SmtpFixture.send;
import static io.mailsender.provider.adapter.SmtpFixture.settings;
import static io.mailsender.testing.ScriptedSmtpServer.usual;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.testing.PemCertificate;
import io.mailsender.testing.ScriptedSmtpServer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's side of EHLO and AUTH. */
class SmtpLoginTest {

    private static final String PASSWORD = "p\u00e4\u00a7\u00df\u20acx";

    @Test
    void sendsPlainInUtf8() throws Exception {
        assertThat(commands("AUTH PLAIN LOGIN CRAM-MD5", "user", PASSWORD))
                .contains("AUTH PLAIN " + base64("\0user\0" + PASSWORD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH LOGIN", "AUTH=LOGIN", "AUTH CRAM-MD5 LOGIN", "auth login"})
    void sendsLoginInUtf8(String offer) throws Exception {
        assertThat(commands(offer, "us\u00e9r", PASSWORD))
                .containsSubsequence("AUTH LOGIN", base64("us\u00e9r"), base64(PASSWORD));
    }

    /** The example of RFC 2195, section 2. */
    @Test
    void answersTheChallengeOfCramMd5() throws Exception {
        assertThat(commands("AUTH CRAM-MD5 DIGEST-MD5", "tim", "tanstaaftanstaaf"))
                .containsSubsequence("AUTH CRAM-MD5", "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw");
    }

    @ParameterizedTest
    @CsvSource({
        "AUTH XOAUTH2 NTLM, the server offers AUTH NTLM XOAUTH2; supported are PLAIN LOGIN CRAM-MD5",
        "8BITMIME, 'a username is configured, but the server does not offer AUTH without TLS'"
    })
    void namesTheOfferedMechanismsIfNoneIsSupported(String offer, String text) throws Exception {
        Outcome outcome = outcome(offer, "user", "password");

        assertUnavailable(outcome, Cause.ACCOUNT);
        assertThat(outcome.reply().text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "relay.example.net, relay.example.net",
        "'[192.0.2.1]', '[192.0.2.1]'",
        "'[IPv6:2001:db8::1]', '[IPv6:2001:db8::1]'",
        "relay1, relay1",
        ", example.org"
    })
    void sendsItsHeloName(String configured, String said) throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.answering(ScriptedSmtpServer::usual);
                Smtp smtp =
                        new Smtp(SmtpFixture.named(configured, settings(server.port(), Smtp.Tls.NONE, null, null)))) {
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            assertThat(server.commands("EHLO")).containsExactly("EHLO " + said);
        }
    }

    /** A server that requests a certificate gets it, and with SASL EXTERNAL uses its name as the login. */
    @Test
    void presentsItsCertificate(@TempDir Path folder) throws Exception {
        PemCertificate client = PemCertificate.make(folder, "mail-sender-client");
        PemCertificate host = PemCertificate.make(folder, "server");
        client.writeTo(folder.resolve("client.pem"), folder.resolve("client.key"));
        host.writeTo(folder.resolve("server.pem"), folder.resolve("server.key"));
        try (ClientCertificateServer server = new ClientCertificateServer(host.trusting(client.certificate()));
                Smtp smtp = new Smtp(
                        SmtpFixture.presenting(folder, settings(server.port(), Smtp.Tls.IMPLICIT, null, null)))) {
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            assertThat(server.names()).containsExactly("CN=mail-sender-client");
            assertThat(server.commands()).contains("AUTH EXTERNAL =");
        }
    }

    private static List<String> commands(String offer, String username, String password) throws Exception {
        try (ScriptedSmtpServer server = offering(offer);
                Smtp smtp = new Smtp(settings(server.port(), Smtp.Tls.NONE, username, password))) {
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            return server.commands("");
        }
    }

    private static Outcome outcome(String offer, String username, String password) throws Exception {
        try (ScriptedSmtpServer server = offering(offer);
                Smtp smtp = new Smtp(settings(server.port(), Smtp.Tls.NONE, username, password))) {
            return send(smtp, message(ADA));
        }
    }

    private static ScriptedSmtpServer offering(String extension) {
        return new ScriptedSmtpServer((session, command) -> {
            List<String> said = List.copyOf(session.commands());
            if (command.startsWith("EHLO")) {
                return "250-localhost\r\n250-" + extension + "\r\n250 SIZE\r\n";
            }
            if (command.equals("AUTH CRAM-MD5")) {
                return "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\r\n";
            }
            if (command.equals("AUTH LOGIN")) {
                return "334 VXNlcm5hbWU6\r\n";
            }
            int login = said.indexOf("AUTH LOGIN");
            return login >= 0 && said.size() == login + 2 ? "334 UGFzc3dvcmQ6\r\n" : usual(command);
        });
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
