package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertSent;
import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static io.mailsender.provider.adapter.SmtpFixture.ADA;
import static io.mailsender.provider.adapter.SmtpFixture.message;
import static io.mailsender.provider.adapter.SmtpFixture.send;
import static io.mailsender.provider.adapter.SmtpFixture.settings;
import static io.mailsender.testing.ScriptedSmtpServer.CLOSE;
import static io.mailsender.testing.ScriptedSmtpServer.usual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.testing.ScriptedSmtpServer;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Dialogues with a scripted server, reply by reply, over one connection or several. */
@Isolated
class SmtpDialogueTest {

    private static final EmailAddress BOB = EmailAddress.parse("bob@example.com");

    @ParameterizedTest
    @ValueSource(strings = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "."})
    void keepsTheReplyOfAServerThatCloses(String at) throws Exception {
        Outcome outcome = sendTo(replying(at, "421 4.3.2 going down for maintenance\r\n" + CLOSE), ADA);

        assertUnavailable(outcome, Cause.THROTTLED);
        assertThat(outcome.reply().statusCode()).isEqualTo(421);
        assertThat(outcome.reply().text()).isEqualTo("4.3.2 going down for maintenance");
    }

    /** A reply of several lines counts even if the connection ends within it. */
    @ParameterizedTest
    @ValueSource(strings = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "."})
    void keepsAReplyThatIsCut(String at) throws Exception {
        Outcome outcome = sendTo(replying(at, "421-4.3.2 going down\r\n421-4.3.2 for mainte" + CLOSE), ADA);

        assertUnavailable(outcome, Cause.THROTTLED);
        assertThat(outcome.reply().text()).isEqualTo("4.3.2 going down");
    }

    /** vert-x3/vertx-mail-client#81: if the codes differ, the one of the last line counts. */
    @Test
    void usesTheLastLineOfAReplyWithSeveralCodes() throws Exception {
        Outcome outcome = sendTo(
                replying("GREETING", "220-mx ESMTP\r\n521 5.7.1 Service unavailable; client blocked\r\n" + CLOSE), ADA);

        assertThat(outcome.reply().statusCode()).isEqualTo(521);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "."})
    void skipsABlankLine(String at) throws Exception {
        Outcome outcome =
                sendTo(command -> verb(command).equals(at) ? "\r\n\r\n" + usual(command) : usual(command), ADA);

        assertSent(outcome, "SCRIPTED");
    }

    @ParameterizedTest
    @CsvSource({
        "'250 ok', true",
        "'250', true",
        "'250-a\r\n250', true",
        "'250\tok', true",
        "'25 ok', false",
        "'999 ok', false",
        "'250ok', false",
        "'<html>', false",
        "'354 go on', false"
    })
    void refusesAnInvalidReply(String reply, boolean valid) throws Exception {
        Outcome outcome = sendTo(replying(".", reply + "\r\n"), ADA);

        assertThat(outcome).isInstanceOf(valid ? Sent.class : Unknown.class);
    }

    /** An unsolicited reply must not be taken for the reply to the next message, in whichever buffer it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "250 2.0.0 queued\r\n250 2.0.0 Accepted\r\n",
                "250 2.0.0 queued\r\n\r\n250",
                "250 2.0.0 queued\r\n421 bye\r\n"
            })
    void doesNotReuseAConnectionWithUnreadInput(String reply) throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.answering(replying(".", reply));
                Smtp smtp = anonymous(server)) {
            for (int i = 1; i <= 3; i++) {
                assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
                assertThat(server.sessions()).hasSize(i);
            }
        }
    }

    /** The second reply comes later than the first, so only the next use of the connection finds it. */
    @Test
    void seesAnUnsolicitedReplyLater() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.answering(ScriptedSmtpServer::usual)) {
            SmtpConnection connection = new SmtpConnection(new SmtpServer(
                    settings(server.port(), Smtp.Tls.NONE, null, null),
                    new SmtpDialer(InetAddress::getAllByName),
                    Optional.empty()));
            SmtpAttempt attempt = new SmtpAttempt(SmtpFixture.PLENTY);
            attempt.begin();
            connection.send(
                    EmailAddress.parse("s@example.org"),
                    List.of(ADA),
                    new SmtpMessageSource(() -> new byte[] {'a'}),
                    attempt);
            assertThat(connection.isClean()).isTrue();
            assertThat(connection.isQuiet()).isTrue();

            server.say("250 2.0.0 Accepted\r\n");

            await().until(() -> !connection.isQuiet());
            connection.quit();
        }
    }

    /** After an extra reply before the dot, later replies could be taken for the wrong command, so the message is not sent. */
    @ParameterizedTest
    @ValueSource(strings = {"EHLO", "MAIL", "RCPT"})
    void stopsAfterAnExtraReply(String at) throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.answering(
                        command -> usual(command) + (verb(command).equals(at) ? "250 once more\r\n" : ""));
                Smtp smtp = anonymous(server)) {
            assertUnavailable(send(smtp, message(ADA)), Cause.UNREACHABLE);
            assertThat(server.messages()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "421 4.4.2 gmx.net Service closing transmission channel - command timeout",
                "451 4.4.2 Timeout - closing connection",
                "503 5.5.1 Error: send HELO/EHLO first",
                "503 5.5.2 Sender already specified",
                "452 4.5.3 Too many messages in this session",
                "550 5.7.0 Too many messages in this session",
                "530 5.7.0 Authentication required"
            })
    void repeatsMailOnANewConnection(String refusal) throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer((session, command) ->
                        session.number() == 1 && command.startsWith("MAIL") && count(session, "MAIL") == 2
                                ? refusal + "\r\n"
                                : usual(command));
                Smtp smtp = anonymous(server)) {
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            assertThat(server.sessions()).hasSize(2);
            assertThat(server.messages()).hasSize(2);
        }
    }

    @Test
    void triesANewConnectionOnlyOnce() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer((session, command) ->
                        command.startsWith("MAIL") && (session.number() > 1 || count(session, "MAIL") == 2)
                                ? "451 4.3.0 no\r\n"
                                : usual(command));
                Smtp smtp = anonymous(server)) {
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            assertUnavailable(send(smtp, message(ADA)), Cause.THROTTLED);
            assertThat(server.sessions()).hasSize(2);
        }
    }

    /** A server that stops reading a message may send a refusal. */
    @Test
    void readsARefusalInTheMiddleOfTheMessage() throws Exception {
        Outcome outcome = sendTo(
                command -> command.equals("DATA")
                        ? "354 go ahead\r\n552 5.3.4 Message size exceeds fixed limit\r\n"
                        : usual(command),
                ADA);

        assertUnavailable(outcome, Cause.UNSUPPORTED);
        assertThat(outcome.reply().statusCode()).isEqualTo(552);
    }

    @Test
    void keepsTheOutcomeOfEachRecipientIfNoneIsAccepted() throws Exception {
        Outcome outcome = sendTo(perRecipient("550 5.1.1 no such user", "452 4.2.2 mailbox full"), ADA, BOB);

        assertUnavailable(outcome, Cause.DEFERRED);
        assertThat(outcome.of(ADA)).isInstanceOf(Rejected.class);
        assertUnavailable(outcome.of(BOB), Cause.DEFERRED);
        assertThat(outcome.of(BOB).reply().statusCode()).isEqualTo(452);
    }

    @Test
    void isRejectedOnlyIfEveryRecipientIs() throws Exception {
        Outcome outcome = sendTo(perRecipient("550 5.1.1 no such user", "550 5.2.1 disabled"), ADA, BOB);

        assertThat(outcome).isInstanceOf(Rejected.class);
        assertThat(outcome.of(BOB).reply().text()).isEqualTo("5.2.1 disabled");
    }

    @Test
    void isAnAccountMatterIfAnyRecipientIsRefusedForIt() throws Exception {
        Outcome outcome =
                sendTo(perRecipient("550 5.1.1 no such user", "554 5.7.1 <r>: Relay access denied"), ADA, BOB);

        assertUnavailable(outcome, Cause.ACCOUNT);
        assertThat(outcome.of(ADA)).isInstanceOf(Rejected.class);
    }

    @Test
    void isDeferredIfEveryMailboxIs() throws Exception {
        assertUnavailable(
                sendTo(perRecipient("450 4.2.0 Greylisted", "452 4.2.2 mailbox full"), ADA, BOB), Cause.DEFERRED);
    }

    @Test
    void sendsToTheOthersIfRelayingIsDeniedForOne() throws Exception {
        Sent sent = (Sent) sendTo(perRecipient("250 ok", "554 5.7.1 <r>: Relay access denied"), ADA, BOB);

        assertThat(sent.refused()).containsOnlyKeys(BOB);
        assertUnavailable(sent.of(BOB), Cause.ACCOUNT);
    }

    /** Failover logs refusals of a whole message. The adapter logs those of some recipients, once and without the address. */
    @Test
    void warnsOnceIfRecipientsAreRefusedForTheAccount() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(Smtp.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            sendTo(perRecipient("250 ok", "554 5.7.1 <bob@example.com>: Relay access denied"), ADA, BOB);
            sendTo(perRecipient("250 ok", "550 5.1.1 no such user"), ADA, BOB);
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("provider relay: accepted a message but refused some recipients for a reason that"
                        + " concerns the account (554 5.7.1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "452 4.5.3 Error: too many recipients",
                "552 5.5.3 too many recipients",
                "452 too many recipients",
                "452 no"
            })
    void leavesExcessRecipientsForAnotherAttempt(String refusal) throws Exception {
        List<EmailAddress> all = IntStream.range(0, 25)
                .mapToObj(i -> EmailAddress.parse("r" + i + "@example.com"))
                .toList();
        try (ScriptedSmtpServer server = new ScriptedSmtpServer((session, command) ->
                        command.startsWith("RCPT") && sinceMail(session) > 10 ? refusal + "\r\n" : usual(command));
                Smtp smtp = anonymous(server)) {
            List<EmailAddress> left = all;
            for (int expected : new int[] {15, 5, 0}) {
                Sent sent = (Sent) send(smtp, message(left.toArray(EmailAddress[]::new)));
                left = left.stream().filter(sent.refused()::containsKey).toList();
                assertThat(left).hasSize(expected);
                left.forEach(recipient -> assertUnavailable(sent.of(recipient), Cause.OVERFLOW));
            }
            assertThat(server.sessions()).hasSize(1);
            assertThat(server.messages()).hasSize(3);
            assertThat(server.commands("RCPT")).hasSize(27);
        }
    }

    @Test
    void givesExcessRecipientsTheRefusalAfterTheDot() throws Exception {
        Outcome outcome = sendTo(refusing("452 4.5.3 too many recipients", "451 4.3.0 try again later"), ADA, BOB);

        assertUnavailable(outcome, Cause.THROTTLED);
        assertUnavailable(outcome.of(BOB), Cause.THROTTLED);
    }

    @Test
    void keepsARejectedRecipientIfTheOthersContinue() throws Exception {
        Outcome outcome = sendTo(refusing("550 5.1.1 no such user", "451 4.3.0 try again later"), ADA, BOB);

        assertUnavailable(outcome.of(ADA), Cause.THROTTLED);
        assertThat(outcome.of(BOB)).isInstanceOf(Rejected.class);
    }

    /** The only accepted mailbox does not exist, which does not concern the others. */
    @ParameterizedTest
    @ValueSource(strings = {"450 4.7.1 Greylisted", "452 4.5.3 Too many recipients"})
    void keepsDeferredRecipientsIfTheOnlyAcceptedOneIsJudged(String reply) throws Exception {
        Outcome outcome = sendTo(refusing(reply, "550 5.1.1 ada@example.com: no such user"), ADA, BOB);

        assertThat(outcome.of(ADA)).isInstanceOf(Rejected.class);
        assertUnavailable(outcome.of(BOB), Cause.DEFERRED);
    }

    @Test
    void sendsHeloToAServerWithoutEhlo() throws Exception {
        assertThat(sendTo(replying("EHLO", "502 5.5.2 what?\r\n"), ADA)).isInstanceOf(Sent.class);
    }

    @Test
    void doesNotSendQuitWithinTheMessage() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.answering(replying(".", "<html>\r\n"));
                Smtp smtp = anonymous(server)) {
            send(smtp, message(ADA));
            await().until(() -> server.messages().size() == 1);
            assertThat(server.commands("QUIT")).isEmpty();
        }
    }

    private static UnaryOperator<String> replying(String verb, String reply) {
        return command -> verb(command).equals(verb) ? reply : usual(command);
    }

    private static UnaryOperator<String> perRecipient(String ada, String bob) {
        return command ->
                !command.startsWith("RCPT") ? usual(command) : (command.contains("ada@") ? ada : bob) + "\r\n";
    }

    private static UnaryOperator<String> refusing(String bob, String dot) {
        return command -> command.contains("bob") ? bob + "\r\n" : command.equals(".") ? dot + "\r\n" : usual(command);
    }

    private static String verb(String command) {
        return command.split("[ :]", 2)[0];
    }

    private static long count(ScriptedSmtpServer.Session session, String verb) {
        return session.commands().stream().filter(c -> c.startsWith(verb)).count();
    }

    private static int sinceMail(ScriptedSmtpServer.Session session) {
        List<String> commands = List.copyOf(session.commands());
        int mail = 0;
        for (int i = 0; i < commands.size(); i++) {
            mail = commands.get(i).startsWith("MAIL") ? i : mail;
        }
        return commands.size() - 1 - mail;
    }

    private static Outcome sendTo(UnaryOperator<String> script, EmailAddress... to) throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.answering(script);
                Smtp smtp = anonymous(server)) {
            return send(smtp, message(to));
        }
    }

    private static Smtp anonymous(ScriptedSmtpServer server) {
        return new Smtp(settings(server.port(), Smtp.Tls.NONE, null, null));
    }
}
