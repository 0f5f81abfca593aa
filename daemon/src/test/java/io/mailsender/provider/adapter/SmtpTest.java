package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static io.mailsender.provider.adapter.SmtpFixture.ADA;
import static io.mailsender.provider.adapter.SmtpFixture.message;
import static io.mailsender.provider.adapter.SmtpFixture.send;
import static io.mailsender.provider.adapter.SmtpFixture.settings;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Mime;
import io.mailsender.message.Originator;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.testing.FaultySmtpServer;
import io.mailsender.testing.FaultySmtpServer.Fault;
import io.mailsender.testing.FaultySmtpServer.Mail;
import io.mailsender.testing.FaultySmtpServer.Security;
import io.mailsender.testing.TestCertificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpTest {

    private final FaultySmtpServer server = new FaultySmtpServer(Security.IMPLICIT_TLS, TestCertificate.forLocalhost());
    private final Smtp smtp = new Smtp(settings(server, Security.IMPLICIT_TLS));

    @AfterEach
    void close() {
        smtp.close();
        server.close();
    }

    @Test
    void sendsSeveralMessagesOverOneConnection() throws Exception {
        for (int i = 1; i <= 3; i++) {
            Sent sent = (Sent) send(smtp, message(ADA));
            assertThat(sent.providerMessageId()).isEqualTo("Q" + i + "TEST");
            assertThat(sent.refused()).isEmpty();
        }
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.commands())
                .filteredOn(line -> line.startsWith("AUTH"))
                .hasSize(1);
    }

    @Test
    void sendsTheMessageByteForByteWithDotStuffing() throws Exception {
        Message message = message(".\r\n..\r\nline\r\n.\r\nRCPT TO:<eve@example.com>\r\n.", ADA);
        send(smtp, message);

        assertThat(server.mails()).singleElement().satisfies(mail -> {
            assertThat(mail.from()).isEqualTo("sender@example.org");
            assertThat(mail.recipients()).containsExactly("ada@example.com");
            assertThat(withoutStuffing(mail))
                    .isEqualTo(new String(Mime.write(message, new Mailbox("Sender", sender())), ISO_8859_1) + "\r\n");
        });
    }

    /** X31: every line ends with CRLF, so that no server sees the end of the message too early. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n.\nb",
                "a\n.\r\nb",
                "a\r\n.\nb",
                "a\r.\rb",
                "a\r.\r\nb",
                "a\n.\rb",
                "a\r\n.\rb",
                "a\r\n.\r\nb"
            })
    void endsTheMessageOnlyAtItsEnd(String body) {
        SmtpAttempt attempt = new SmtpAttempt(Duration.ofSeconds(20));
        attempt.begin();
        SmtpConnection connection = new SmtpConnection(new SmtpServer(
                settings(server, Security.IMPLICIT_TLS),
                new SmtpDialer(java.net.InetAddress::getAllByName),
                Optional.empty()));

        Outcome outcome = connection.send(
                sender(), List.of(ADA), new SmtpMessageSource(() -> body.getBytes(ISO_8859_1)), attempt);
        connection.quit();

        assertThat(outcome).isInstanceOf(Sent.class);
        assertThat(server.mails()).extracting(Mail::data).containsExactly("a\r\n..\r\nb\r\n");
    }

    @Test
    void usesTheCallersSenderIfItsDomainIsConfigured() throws Exception {
        Outcome outcome = send(smtp, from(EmailAddress.parse("other@example.net")));

        assertThat(outcome).isInstanceOf(Sent.class);
        assertThat(server.mails()).extracting(Mail::from).containsExactly("other@example.net");
    }

    @Test
    void cannotCarryAnotherSenderDomain() throws Exception {
        assertUnsupportedWithoutAConnection(from(EmailAddress.parse("other@example.com")));
    }

    @Test
    void cannotCarryAnInternationalizedAddressWithoutSmtputf8() throws Exception {
        Outcome outcome = send(smtp, message(EmailAddress.parse("j\u00fcrgen@example.com")));

        assertUnavailable(outcome, Cause.UNSUPPORTED);
        assertThat(outcome.reply().text()).contains("SMTPUTF8");
        assertThat(server.mails()).isEmpty();
    }

    private void assertUnsupportedWithoutAConnection(Message message) throws Exception {
        assertUnavailable(send(smtp, message), Cause.UNSUPPORTED);
        assertThat(server.connections()).isZero();
    }

    @Test
    void doesNotAuthenticateWithTheWrongPassword() throws Exception {
        try (Smtp wrong = new Smtp(settings(server.port(), Smtp.Tls.IMPLICIT, FaultySmtpServer.USER, "wrong"))) {
            Outcome outcome = send(wrong, message(ADA));

            assertUnavailable(outcome, Cause.ACCOUNT);
            assertThat(outcome.reply().statusCode()).isEqualTo(535);
            assertThat(server.mails()).isEmpty();
        }
    }

    @Test
    void doesNotSendIfTheServerOffersNoLogin() throws Exception {
        try (FaultySmtpServer open = new FaultySmtpServer();
                Smtp login = new Smtp(settings(open, Security.NONE))) {
            open.fault(Fault.NO_AUTH);

            assertUnavailable(send(login, message(ADA)), Cause.ACCOUNT);
            assertThat(open.mails()).isEmpty();
        }
    }

    @Test
    void sendsWithoutLoginIfNoneIsConfigured() throws Exception {
        try (FaultySmtpServer open = new FaultySmtpServer();
                Smtp anonymous = new Smtp(settings(open.port(), Smtp.Tls.NONE, null, null))) {
            assertThat(send(anonymous, message(ADA))).isInstanceOf(Sent.class);
            assertThat(open.commands()).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"S02_GREETING_SILENCE", "S12_DOT_SILENCE"})
    void closesABusyConnectionAtTheTimeout(Fault silence) throws Exception {
        server.fault(silence);
        List<CompletableFuture<Outcome>> hanging = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            hanging.add(start(Duration.ofSeconds(2)));
        }
        await().until(() -> server.connections() == 2);

        assertUnavailable(start(Duration.ofMillis(300)).get(1, TimeUnit.MINUTES), Cause.THROTTLED);
        assertThat(server.connections()).isEqualTo(2);
        assertThat(hanging).noneMatch(CompletableFuture::isDone);

        CompletableFuture<Outcome> waiting = start(Duration.ofSeconds(20));
        server.fault(Fault.NONE);
        for (CompletableFuture<Outcome> attempt : hanging) {
            assertThat(attempt.get(1, TimeUnit.MINUTES)).isNotInstanceOf(Sent.class);
        }
        assertThat(waiting.get(1, TimeUnit.MINUTES)).isInstanceOf(Sent.class);
    }

    @Test
    void closesAnIdleConnection() throws Exception {
        Smtp.Settings settings = settings(server, Security.IMPLICIT_TLS);
        try (Smtp brief = new Smtp(SmtpFixture.idleFor(Duration.ofMillis(40), settings))) {
            assertThat(send(brief, message(ADA))).isInstanceOf(Sent.class);
            await().until(() -> server.commands().contains("QUIT"));
        }
    }

    @Test
    void sendsQuitWhenItIsClosed() throws Exception {
        send(smtp, message(ADA));
        smtp.close();

        await().until(() -> server.commands().contains("QUIT"));
        assertUnavailable(send(smtp, message(ADA)), Cause.THROTTLED);
    }

    private CompletableFuture<Outcome> start(Duration timeout) {
        Message message = message(ADA);
        CompletionStage<Outcome> stage = smtp.send(message, message.envelope(), timeout);
        return stage.toCompletableFuture();
    }

    private static Message from(EmailAddress address) {
        Message message = message(ADA);
        return new Message(
                message.id(),
                message.date(),
                new Originator(null, address, List.of()),
                message.destination(),
                message.content(),
                message.extras());
    }

    private static EmailAddress sender() {
        return EmailAddress.parse("sender@example.org");
    }

    private static String withoutStuffing(Mail mail) {
        return mail.data().replaceAll("(?m)^\\.", "");
    }
}
