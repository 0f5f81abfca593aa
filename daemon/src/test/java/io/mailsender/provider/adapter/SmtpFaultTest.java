package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static io.mailsender.provider.adapter.SmtpFixture.ADA;
import static io.mailsender.provider.adapter.SmtpFixture.PLENTY;
import static io.mailsender.provider.adapter.SmtpFixture.REFUSED;
import static io.mailsender.provider.adapter.SmtpFixture.message;
import static io.mailsender.provider.adapter.SmtpFixture.send;
import static io.mailsender.provider.adapter.SmtpFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.testing.FaultySmtpServer;
import io.mailsender.testing.FaultySmtpServer.Fault;
import io.mailsender.testing.FaultySmtpServer.Security;
import io.mailsender.testing.FaultySmtpServer.Step;
import io.mailsender.testing.TestCertificate;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The outcome of every fault of an SMTP server, over STARTTLS, over a new and over a reused connection. */
class SmtpFaultTest {

    private static final String MATRIX = """
            NONE,                   SENT,                     250, 1, 1
            S02_GREETING_421,       UNAVAILABLE THROTTLED,    421, 0, 0
            S02_GREETING_554,       UNAVAILABLE UNREACHABLE,  554, 0, 0
            S02_GREETING_SILENCE,   UNAVAILABLE UNREACHABLE,    0, 0, 0
            SIZE_10,                UNAVAILABLE UNSUPPORTED,    0, 0, 0
            NO_AUTH,                UNAVAILABLE ACCOUNT,        0, 0, 0
            S03_STARTTLS_REFUSED,   UNAVAILABLE UNREACHABLE,  454, 0, 0
            S03_STARTTLS_STRIPPED,  UNAVAILABLE UNREACHABLE,    0, 0, 0
            S03_STARTTLS_NO_TLS,    UNAVAILABLE UNREACHABLE,    0, 0, 0
            X32_STARTTLS_INJECTED,  SENT,                     250, 1, 1
            S04_AUTH_535,           UNAVAILABLE ACCOUNT,      535, 0, 0
            S04_AUTH_454,           UNAVAILABLE THROTTLED,    454, 0, 0
            S04_AUTH_DROP,          UNAVAILABLE UNREACHABLE,    0, 0, 0
            S05_MAIL_451,           UNAVAILABLE THROTTLED,    451, 0, 0
            S05_MAIL_421,           UNAVAILABLE THROTTLED,    421, 0, 0
            S05_MAIL_530,           UNAVAILABLE ACCOUNT,      530, 0, 0
            S05_MAIL_550,           UNAVAILABLE ACCOUNT,      550, 0, 0
            S06_RCPT_550,           REJECTED,                 550, 0, 0
            S07_RCPT_550_SOME,      SENT,                     250, 1, 1
            S08_RCPT_451,           UNAVAILABLE DEFERRED,     451, 0, 0
            S08_RCPT_451_SOME,      SENT,                     250, 1, 1
            S09_RCPT_DROP,          UNAVAILABLE UNREACHABLE,    0, 0, 0
            S10_DATA_421,           UNAVAILABLE THROTTLED,    421, 1, 0
            S10_DATA_DROP,          UNAVAILABLE UNREACHABLE,    0, 1, 0
            S11_BODY_DROP,          UNAVAILABLE UNREACHABLE,    0, 1, 0
            S12_DOT_DROP,           UNKNOWN,                    0, 1, 1
            S12_DOT_SILENCE,        UNKNOWN,                    0, 1, 1
            S13_DOT_451,            UNAVAILABLE THROTTLED,    451, 1, 0
            S13_DOT_452,            UNAVAILABLE THROTTLED,    452, 1, 0
            S14_DOT_550,            REJECTED,                 550, 1, 0
            S14_DOT_552,            UNAVAILABLE UNSUPPORTED,  552, 1, 0
            S14_DOT_554,            REJECTED,                 554, 1, 0
            S15_DOT_GARBAGE,        UNKNOWN,                    0, 1, 1
            S16_DROP_AFTER_250,     SENT,                     250, 1, 1
            S16_QUIT_SILENCE,       SENT,                     250, 1, 1
            X22_GREETING_ENDLESS_LINE, UNAVAILABLE UNREACHABLE, 0, 0, 0
            X22_AUTH_ENDLESS_REPLY, UNAVAILABLE UNREACHABLE,    0, 0, 0
            X22_MAIL_ENDLESS_LINE,  UNAVAILABLE UNREACHABLE,    0, 0, 0
            X22_RCPT_ENDLESS_REPLY, UNAVAILABLE UNREACHABLE,    0, 0, 0
            X22_DATA_ENDLESS_REPLY, UNAVAILABLE UNREACHABLE,    0, 1, 0
            X22_DOT_ENDLESS_REPLY,  UNKNOWN,                    0, 1, 1
            X22_DOT_ENDLESS_LINE,   UNKNOWN,                    0, 1, 1
            """;

    private static final Set<Step> BEFORE_MAIL = EnumSet.of(Step.GREETING, Step.EHLO, Step.STARTTLS, Step.AUTH);

    @ParameterizedTest
    @CsvSource(textBlock = MATRIX)
    void hasTheRightOutcome(Fault fault, String outcome, int code, int datas, int held) throws Exception {
        try (FaultySmtpServer server = tlsServer();
                Smtp smtp = new Smtp(settings(server, Security.STARTTLS))) {
            server.fault(fault);

            Outcome result = send(smtp, messageFor(fault), timeoutFor(fault));

            assertThat(describe(result)).isEqualTo(outcome);
            assertThat(result.reply().statusCode()).isEqualTo(code);
            assertThat(result.reply().text()).isNotEmpty();
            assertThat(server.datas()).isEqualTo(datas);
            assertThat(server.mails()).hasSize(held);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, mode = EnumSource.Mode.MATCH_ANY, names = "X22_.*_ENDLESS_.*")
    void closesTheConnectionOnAnEndlessReply(Fault fault) throws Exception {
        try (FaultySmtpServer server = tlsServer();
                Smtp smtp = new Smtp(settings(server, Security.STARTTLS))) {
            server.fault(fault);

            Outcome result = send(smtp, message(ADA));

            assertThat(result.reply().text()).contains("SMTP reply longer than 65536 bytes");
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = MATRIX)
    void hasTheSameOutcomeOverAReusedConnection(Fault fault, String outcome, int code, int datas, int held)
            throws Exception {
        try (FaultySmtpServer server = tlsServer();
                Smtp smtp = new Smtp(settings(server, Security.STARTTLS))) {
            send(smtp, message(ADA));
            server.fault(fault);

            Outcome result = send(smtp, messageFor(fault), timeoutFor(fault));

            boolean comesTooLate = BEFORE_MAIL.contains(fault.step());
            assertThat(describe(result)).isEqualTo(comesTooLate ? "SENT" : outcome);
            assertThat(server.datas()).isEqualTo(comesTooLate ? 2 : datas + 1);
            assertThat(server.mails()).hasSize(comesTooLate ? 2 : held + 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void sendsTheNextMessageAfterAnyFault(Fault fault) throws Exception {
        try (FaultySmtpServer server = tlsServer();
                Smtp smtp = new Smtp(settings(server, Security.STARTTLS))) {
            server.fault(fault);
            Outcome first = send(smtp, messageFor(fault), timeoutFor(fault));
            int held = server.mails().size();
            server.fault(Fault.NONE);

            Outcome second = send(smtp, message(ADA));

            assertThat(second).isInstanceOf(Sent.class);
            assertThat(second.reply().text()).isEqualTo("2.0.0 Ok: queued as Q" + (held + 1) + "TEST");
            assertThat(server.mails()).hasSize(held + 1);
            boolean reusable = first instanceof Sent && fault != Fault.S16_DROP_AFTER_250;
            assertThat(server.connections()).isEqualTo(reusable ? 1 : 2);
        }
    }

    @Test
    void isUnreachableIfNobodyListens() throws Exception {
        FaultySmtpServer server = new FaultySmtpServer();
        server.close();
        try (Smtp smtp = new Smtp(settings(server, Security.NONE))) {
            assertThat(describe(send(smtp, message(ADA)))).isEqualTo("UNAVAILABLE UNREACHABLE");
        }
    }

    @Test
    void isUnreachableIfTheCertificateIsForAnotherHost() throws Exception {
        for (Security security : Set.of(Security.STARTTLS, Security.IMPLICIT_TLS)) {
            try (FaultySmtpServer server = new FaultySmtpServer(security, TestCertificate.forAnotherHost());
                    Smtp smtp = new Smtp(
                            SmtpFixture.trusting(TestCertificate.forAnotherHost(), settings(server, security)))) {
                assertThat(describe(send(smtp, message(ADA)))).isEqualTo("UNAVAILABLE UNREACHABLE");
                assertThat(server.commands()).noneMatch(line -> line.startsWith("AUTH"));
            }
        }
    }

    @Test
    void isUnreachableIfTheCertificateIsNotTrusted() throws Exception {
        try (FaultySmtpServer server = tlsServer();
                Smtp smtp = new Smtp(
                        SmtpFixture.trusting(TestCertificate.forAnotherHost(), settings(server, Security.STARTTLS)))) {
            assertThat(describe(send(smtp, message(ADA)))).isEqualTo("UNAVAILABLE UNREACHABLE");
            assertThat(server.commands()).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void sendsNoClearTextIfStartTlsIsStripped() throws Exception {
        try (FaultySmtpServer server = tlsServer();
                Smtp smtp = new Smtp(settings(server, Security.STARTTLS))) {
            server.fault(Fault.S03_STARTTLS_STRIPPED);
            send(smtp, message(ADA));
            assertThat(server.commands()).allMatch(line -> line.startsWith("EHLO") || line.equals("QUIT"));
        }
    }

    @Test
    void namesEachRefusedRecipientWithItsReason() throws Exception {
        try (FaultySmtpServer server = tlsServer();
                Smtp smtp = new Smtp(settings(server, Security.STARTTLS))) {
            server.fault(Fault.S07_RCPT_550_SOME);
            Map<EmailAddress, Outcome> forGood = ((Sent) send(smtp, message(REFUSED, ADA))).refused();
            server.fault(Fault.S08_RCPT_451_SOME);
            Map<EmailAddress, Outcome> forNow = ((Sent) send(smtp, message(ADA, REFUSED))).refused();

            assertThat(forGood).containsOnlyKeys(REFUSED);
            assertThat(forGood.get(REFUSED)).isInstanceOf(Rejected.class);
            assertThat(forNow).containsOnlyKeys(REFUSED);
            assertUnavailable(forNow.get(REFUSED), Cause.DEFERRED);
            assertThat(server.mails())
                    .allSatisfy(mail -> assertThat(mail.recipients()).containsExactly("ada@example.com"));
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "421 4.4.2 idle for too long"})
    void usesANewConnectionIfTheServerClosedTheIdleOne(String lastWords) throws Exception {
        try (FaultySmtpServer server = tlsServer();
                Smtp smtp = new Smtp(settings(server, Security.STARTTLS))) {
            send(smtp, message(ADA));
            server.hangUp(lastWords);

            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(server.datas()).isEqualTo(2);
        }
    }

    private static FaultySmtpServer tlsServer() {
        return new FaultySmtpServer(Security.STARTTLS, TestCertificate.forLocalhost());
    }

    private static Message messageFor(Fault fault) {
        if (fault == Fault.S11_BODY_DROP) {
            // Larger than all buffers in between, so that the dot has not left when the server drops the connection.
            return message("0123456789abcdef\r\n".repeat(600_000), ADA);
        }
        return message(REFUSED, ADA);
    }

    private static Duration timeoutFor(Fault fault) {
        return fault.name().endsWith("_SILENCE") ? Duration.ofSeconds(2) : PLENTY;
    }

    private static String describe(Outcome outcome) {
        return outcome.fold(
                sent -> "SENT",
                rejected -> "REJECTED",
                unavailable -> "UNAVAILABLE " + unavailable.cause(),
                unknown -> "UNKNOWN");
    }
}
