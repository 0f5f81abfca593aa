package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.Finding.Level;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.testing.FaultySmtpServer;
import io.mailsender.testing.FaultySmtpServer.Fault;
import io.mailsender.testing.FaultySmtpServer.Security;
import io.mailsender.testing.ScriptedSmtpServer;
import io.mailsender.testing.TestCertificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a look-up finds out about a relay, and that it sends nothing. */
class SmtpAccountTest {

    @Test
    void asksNothingThatSends() {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.answering(ScriptedSmtpServer::usual)) {
            assertThat(findings(server))
                    .allMatch(finding -> finding.level() == Level.OK)
                    .extracting(Finding::check)
                    .containsExactly(Check.LOGIN, Check.SENDER);
            assertThat(server.sessions())
                    .singleElement()
                    .satisfies(session -> assertThat(session.commands())
                            .startsWith("EHLO example.org")
                            .contains("MAIL FROM:<sender@example.org>", "RSET")
                            .noneMatch(command -> command.startsWith("RCPT") || command.startsWith("DATA")));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Security.class,
            names = {"STARTTLS", "IMPLICIT_TLS"})
    void readsTheCertificate(Security security) {
        try (FaultySmtpServer server = new FaultySmtpServer(security, TestCertificate.forLocalhost())) {
            assertThat(findings(server, security))
                    .filteredOn(finding -> finding.check() == Check.TLS)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.text()).contains("the server's certificate"));
        }
    }

    @Test
    void findsACertificateForAnotherHost() {
        TestCertificate other = TestCertificate.forAnotherHost();
        try (FaultySmtpServer server = new FaultySmtpServer(Security.STARTTLS, other);
                Smtp smtp = new Smtp(SmtpFixture.trusting(other, SmtpFixture.settings(server, Security.STARTTLS)))) {
            assertThat(findings(smtp)).singleElement().satisfies(finding -> {
                assertThat(finding.check()).isEqualTo(Check.TLS);
                assertThat(finding.level()).isEqualTo(Level.ERROR);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "S04_AUTH_535, LOGIN, ERROR, 'the server refuses this daemon at AUTH: 535 5.7.8 authentication failed'",
        "NO_AUTH, LOGIN, ERROR, 'the server refuses this daemon at AUTH: a username is configured, but the server does not offer AUTH'",
        "S03_STARTTLS_STRIPPED, TLS, ERROR, 'the server refuses this daemon at STARTTLS'",
        "S02_GREETING_554, ACCOUNT, ERROR, 'the server refuses this daemon at the greeting: 554 5.7.1 no service for you'",
        "S05_MAIL_550, SENDER, ERROR, 'the server refuses the sender sender@example.org: 550 5.7.1 sender not verified'",
        "S05_MAIL_451, SENDER, UNKNOWN, 'the server does not decide about the sender sender@example.org now: 451 4.3.0 try again later'",
        "SIZE_10, ACCOUNT, WARNING, 'the server accepts messages up to 0 kB'"
    })
    void findsWhatIsWrong(Fault fault, Check check, Level level, String text) {
        try (FaultySmtpServer server =
                new FaultySmtpServer(Security.STARTTLS, TestCertificate.forLocalhost()).fault(fault)) {
            assertThat(findings(server, Security.STARTTLS))
                    .filteredOn(finding -> finding.level() != Level.OK)
                    .filteredOn(finding -> finding.check() == check)
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.level()).isEqualTo(level);
                        assertThat(finding.text()).startsWith(text);
                        assertThat(finding.remedy()).isNotBlank();
                    });
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"S02_GREETING_421", "S03_STARTTLS_REFUSED", "S04_AUTH_454", "S04_AUTH_DROP"})
    void failsIfTheServerCannotBeAsked(Fault fault) {
        try (FaultySmtpServer server =
                new FaultySmtpServer(Security.STARTTLS, TestCertificate.forLocalhost()).fault(fault)) {
            assertThatThrownBy(() -> findings(server, Security.STARTTLS))
                    .cause()
                    .isInstanceOfSatisfying(
                            LookupFailedException.class,
                            e -> assertThat(e.isPassing()).isTrue());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "smtp.office365.com, spf.protection.outlook.com, true",
        "SMTP-relay.gmail.com, _spf.google.com, true",
        "email-smtp.eu-west-1.amazonaws.com, , false",
        "relay.example.com, , true"
    })
    void knowsWhatSpfNeeds(String host, String include, boolean senderReturnPath) {
        assertThat(SmtpSpf.include(host).orElse(null)).isEqualTo(include);
        assertThat(SmtpSpf.replacesReturnPath(host)).isEqualTo(!senderReturnPath);
    }

    private static List<Finding> findings(ScriptedSmtpServer server) {
        try (Smtp smtp = new Smtp(SmtpFixture.settings(server.port(), Smtp.Tls.NONE, null, null))) {
            return findings(smtp);
        }
    }

    private static List<Finding> findings(FaultySmtpServer server, Security security) {
        try (Smtp smtp = new Smtp(SmtpFixture.settings(server, security))) {
            return findings(smtp);
        }
    }

    private static List<Finding> findings(Smtp smtp) {
        return smtp.account().orElseThrow().findings().toCompletableFuture().join();
    }
}
