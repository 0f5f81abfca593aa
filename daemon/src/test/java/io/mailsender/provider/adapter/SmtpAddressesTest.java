package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static io.mailsender.provider.adapter.SmtpFixture.ADA;
import static io.mailsender.provider.adapter.SmtpFixture.message;
import static io.mailsender.provider.adapter.SmtpFixture.send;
import static io.mailsender.provider.adapter.SmtpFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.testing.FaultySmtpServer;
import io.mailsender.testing.FaultySmtpServer.Security;
import io.mailsender.testing.ScriptedSmtpServer;
import io.mailsender.testing.TestCertificate;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A host with several addresses, some of which do not answer (postalserver/postal#813, node-red/node-red-nodes#1116). */
class SmtpAddressesTest {

    @Test
    void sendsToTheAddressThatAnswers() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.answering(ScriptedSmtpServer::usual);
                Smtp smtp = to(server.port(), "127.0.0.9", "127.0.0.1")) {
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
        }
    }

    /** A silent address uses up its share of the connect timeout, not all of it. */
    @Test
    void leavesTimeForOtherAddressesIfOneIsSilent() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.answering(ScriptedSmtpServer::usual);
                ServerSocket full = new ServerSocket(server.port(), 1, InetAddress.getByName("127.0.0.9"))) {
            List<Socket> fillers = new ArrayList<>();
            // Two connections fill a backlog of one; a third gets no answer.
            for (int i = 0; i < 2; i++) {
                fillers.add(new Socket(full.getInetAddress(), full.getLocalPort()));
            }
            try (Smtp smtp = to(server.port(), "127.0.0.9", "127.0.0.1")) {
                assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            }
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void namesEachAddressThatFailed() throws Exception {
        ScriptedSmtpServer closed = ScriptedSmtpServer.answering(ScriptedSmtpServer::usual);
        closed.close();
        try (Smtp smtp = to(closed.port(), "127.0.0.9", "127.0.0.8")) {
            Outcome outcome = send(smtp, message(ADA));

            assertUnavailable(outcome, Cause.UNREACHABLE);
            assertThat(outcome.reply().text())
                    .contains("cannot connect to localhost", "127.0.0.9: Connection refused", "127.0.0.8: ");
        }
    }

    @Test
    void alternatesTheFamilies() throws Exception {
        List<String> tried = new ArrayList<>();
        String[] resolved = {"::2", "::3", "127.0.0.8", "127.0.0.9"};
        ScriptedSmtpServer closed = ScriptedSmtpServer.answering(ScriptedSmtpServer::usual);
        closed.close();
        try (Smtp smtp = to(closed.port(), resolved)) {
            String text = send(smtp, message(ADA)).reply().text();
            for (String address : List.of("0:2:", "127.0.0.8:", "0:3:", "127.0.0.9:")) {
                tried.add(address);
                assertThat(text).containsSubsequence(tried);
            }
        }
    }

    /** The certificate must be valid for the configured name, whatever address answers. */
    @Test
    void checksTheCertificateAgainstTheConfiguredName() throws Exception {
        for (TestCertificate certificate : List.of(TestCertificate.forLocalhost(), TestCertificate.forAnotherHost())) {
            try (FaultySmtpServer server = new FaultySmtpServer(Security.IMPLICIT_TLS, certificate);
                    Smtp smtp = new Smtp(
                            SmtpFixture.trusting(certificate, settings(server, Security.IMPLICIT_TLS)),
                            new SmtpDialer(host -> addresses("127.0.0.9", server.address())),
                            SmtpListenerPool.LIMIT,
                            Optional.empty())) {
                boolean right = certificate == TestCertificate.forLocalhost();
                assertThat(send(smtp, message(ADA)) instanceof Sent).isEqualTo(right);
            }
        }
    }

    private static Smtp to(int port, String... addresses) {
        return new Smtp(
                settings(port, Smtp.Tls.NONE, null, null),
                new SmtpDialer(host -> addresses(addresses)),
                Duration.ofMinutes(1),
                Optional.empty());
    }

    private static InetAddress[] addresses(String... addresses) throws UnknownHostException {
        InetAddress[] parsed = new InetAddress[addresses.length];
        for (int i = 0; i < parsed.length; i++) {
            parsed[i] = InetAddress.getByName(addresses[i]);
            assertThat(parsed[i] instanceof Inet4Address).isEqualTo(addresses[i].indexOf(':') < 0);
        }
        return parsed;
    }
}
