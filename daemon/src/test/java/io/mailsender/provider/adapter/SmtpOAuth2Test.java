package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static io.mailsender.provider.adapter.SmtpFixture.ADA;
import static io.mailsender.provider.adapter.SmtpFixture.message;
import static io.mailsender.provider.adapter.SmtpFixture.send;
import static io.mailsender.provider.adapter.SmtpFixture.settings;
import static io.mailsender.testing.ScriptedSmtpServer.usual;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.ServerSetup;
import io.mailsender.oauth.MicrosoftCloud;
import io.mailsender.oauth.TokenVendor;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultyHttpServer.Behaviour;
import io.mailsender.testing.ScriptedSmtpServer;
import io.mailsender.testing.SettableClock;
import io.mailsender.testing.Unreachable;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs in with tokens: at GreenMail, which somebody else wrote, and at scripts of what Google and Microsoft say. */
class SmtpOAuth2Test {

    private static final String MAILBOX = "sender@example.org";

    /** {"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}: PHPMailer/PHPMailer#1664. */
    private static final String GOOGLES_CHALLENGE =
            "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==\r\n";

    @RegisterExtension
    static final GreenMailExtension GREENMAIL = new GreenMailExtension(
                    new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP))
            .withConfiguration(GreenMailConfiguration.aConfig().withUser(MAILBOX, MAILBOX, "the-token"));

    private static ApplicationContext context;

    private final SettableClock clock = new SettableClock();
    private FaultyHttpServer endpoint;

    @BeforeAll
    static void startBeans() {
        context = ApplicationContext.run();
    }

    @AfterAll
    static void stopBeans() {
        context.close();
    }

    @BeforeEach
    void startEndpoint() throws IOException {
        endpoint = FaultyHttpServer.start();
        endpoint.always(token("the-token"));
    }

    @AfterEach
    void stopEndpoint() throws IOException {
        endpoint.close();
    }

    @Test
    void logsInAtGreenMail() throws Exception {
        try (Smtp smtp = smtp(GREENMAIL.getSmtp().getPort())) {
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
        }
        assertThat(GREENMAIL.getReceivedMessages()).hasSize(2);
        assertThat(endpoint.requests()).hasSize(1);
    }

    @Test
    void aTokenThatGreenMailRefusesIsAnAccountMatter() throws Exception {
        endpoint.always(token("another"));
        try (Smtp smtp = smtp(GREENMAIL.getSmtp().getPort())) {
            Outcome outcome = send(smtp, message(ADA));
            assertUnavailable(outcome, Cause.ACCOUNT);
            assertThat(outcome.reply().statusCode()).isEqualTo(535);
        }
        assertThat(endpoint.requests()).as("a new token is not replaced").hasSize(1);
    }

    @Test
    void sendsMailboxAndTokenInOneLine() throws Exception {
        try (ScriptedSmtpServer server = offering("AUTH LOGIN XOAUTH2");
                Smtp smtp = smtp(server.port())) {
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            assertThat(server.commands("AUTH"))
                    .containsExactly("AUTH XOAUTH2 " + base64("user=" + MAILBOX + "\1auth=Bearer the-token\1\1"));
        }
    }

    @ParameterizedTest
    @CsvSource({"AUTH OAUTHBEARER", "AUTH PLAIN OAUTHBEARER XOAUTH2"})
    void usesTheStandardIfItIsFirst(String offer) throws Exception {
        try (ScriptedSmtpServer server = offering(offer);
                Smtp smtp = smtp(server.port())) {
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            assertThat(server.commands("AUTH"))
                    .containsExactly("AUTH OAUTHBEARER "
                            + base64("n,a=" + MAILBOX + ",\1host=localhost\1port=" + server.port()
                                    + "\1auth=Bearer the-token\1\1"));
        }
    }

    @Test
    void usesXoauth2IfItIsFirst() throws Exception {
        try (ScriptedSmtpServer server = offering("AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH");
                Smtp smtp = smtp(server.port())) {
            send(smtp, message(ADA));
            assertThat(server.commands("AUTH XOAUTH2")).hasSize(1);
        }
    }

    /** RFC 4954, section 4: 12,288 octets with the command and CR LF. */
    @ParameterizedTest
    @CsvSource({"2400, false", "9100, false", "9170, true", "20000, true"})
    void sendsALongTokenOnItsOwnLine(int length, boolean own) throws Exception {
        endpoint.always(token("t".repeat(length)));
        try (ScriptedSmtpServer server = new ScriptedSmtpServer((session, command) -> command.startsWith("EHLO")
                        ? "250-localhost\r\n250 AUTH XOAUTH2\r\n"
                        : command.equals("AUTH XOAUTH2")
                                ? "334 \r\n"
                                : command.startsWith("dXNlcj") ? "235 2.7.0 welcome\r\n" : usual(command));
                Smtp smtp = smtp(server.port())) {
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            assertThat(server.commands("AUTH XOAUTH2").get(0).equals("AUTH XOAUTH2"))
                    .isEqualTo(own);
            assertThat(server.commands("")).allMatch(line -> line.startsWith("dXNlcj") || line.length() + 2 <= 12_288);
        }
    }

    @ParameterizedTest
    @CsvSource({"XOAUTH2, ''", "OAUTHBEARER, AQ=="})
    void answersTheChallengeAndReadsTheRefusal(String mechanism, String answer) throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer((session, command) -> command.startsWith("EHLO")
                        ? "250-localhost\r\n250 AUTH " + mechanism + "\r\n"
                        : command.startsWith("AUTH")
                                ? GOOGLES_CHALLENGE
                                : command.equals(answer)
                                        ? "535-5.7.8 Username and Password not accepted. For more information, go to\r\n"
                                                + "535 5.7.8  https://support.google.com/mail/?p=BadCredentials\r\n"
                                        : usual(command));
                Smtp smtp = smtp(server.port())) {
            Outcome outcome = send(smtp, message(ADA));
            assertUnavailable(outcome, Cause.ACCOUNT);
            assertThat(outcome.reply().text()).startsWith("5.7.8 Username and Password not accepted");
            assertThat(server.commands("MAIL")).isEmpty();
        }
    }

    /** A revoked consent, or a password that was changed, ends a token before its time. */
    @Test
    void replacesACachedTokenOnce() throws Exception {
        endpoint.next(token("old"), token("new"));
        try (ScriptedSmtpServer server = accepting("old");
                Smtp smtp = smtp(server.port())) {
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            server.say("421 4.7.0 bye\r\n");
            accepted = "new";
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            assertThat(server.messages()).hasSize(2);
            assertThat(endpoint.requests()).hasSize(2);
        }
    }

    @Test
    void replacesARefusedTokenNoMoreThanOnce() throws Exception {
        try (ScriptedSmtpServer server = accepting("the-token");
                Smtp smtp = smtp(server.port())) {
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
            server.say("421 4.7.0 bye\r\n");
            accepted = "none";
            Outcome outcome = send(smtp, message(ADA));
            assertUnavailable(outcome, Cause.ACCOUNT);
            assertThat(outcome.reply().statusCode()).isEqualTo(535);
            assertThat(server.commands("AUTH")).hasSize(3);
            assertThat(endpoint.requests()).hasSize(2);
        }
    }

    /** 454 and 432 say nothing about the token. */
    @ParameterizedTest
    @CsvSource({
        "535 5.7.3 Authentication unsuccessful [AM0PR.eurprd.prod.outlook.com], ACCOUNT",
        "'535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.', ACCOUNT",
        "550 5.7.30 Basic authentication is not supported for Client Submission., ACCOUNT",
        "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded, THROTTLED",
        "'454 4.7.0 Too many login attempts, please try again later.', THROTTLED",
        "'421 4.7.0 Try again later, closing connection.', THROTTLED"
    })
    void aRefusedLoginHasItsCause(String reply, Cause cause) throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer((session, command) -> command.startsWith("EHLO")
                        ? "250-localhost\r\n250 AUTH LOGIN XOAUTH2\r\n"
                        : command.startsWith("AUTH") ? reply + "\r\n" : usual(command));
                Smtp smtp = smtp(server.port())) {
            assertUnavailable(send(smtp, message(ADA)), cause);
            assertThat(server.commands("MAIL")).isEmpty();
        }
    }

    @Test
    void withoutATokenNothingIsSent() throws Exception {
        try (ScriptedSmtpServer server = offering("AUTH XOAUTH2");
                Unreachable nobody = Unreachable.refusing();
                Smtp lost = smtp(server.port(), nobody.uri());
                Smtp refused = smtp(server.port())) {
            assertUnavailable(send(lost, message(ADA)), Cause.UNREACHABLE);
            endpoint.always(
                    Behaviours.json(
                            401,
                            "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret provided.\"}"));
            Outcome outcome = send(refused, message(ADA));
            assertUnavailable(outcome, Cause.ACCOUNT);
            assertThat(outcome.reply().text())
                    .isEqualTo("no token: invalid_client: AADSTS7000215: Invalid client secret provided.");
            endpoint.always(Behaviours.neverAnswer());
            assertUnavailable(send(refused, message(ADA), Duration.ofMillis(300)), Cause.UNREACHABLE);
            assertThat(server.sessions()).isEmpty();
        }
    }

    @Test
    void aServerWithoutTokensIsAnAccountMatter() throws Exception {
        try (ScriptedSmtpServer server = offering("AUTH LOGIN PLAIN");
                Smtp smtp = smtp(server.port())) {
            Outcome outcome = send(smtp, message(ADA));
            assertUnavailable(outcome, Cause.ACCOUNT);
            assertThat(outcome.reply().text())
                    .isEqualTo("the server offers AUTH LOGIN PLAIN; supported are XOAUTH2 OAUTHBEARER");
        }
    }

    @Test
    void findsWhatATokenIsFor() {
        String claims = "{\"aud\":\"https://graph.microsoft.com\",\"appid\":\"an-id\",\"roles\":[\"Mail.Send\"]}";
        endpoint.always(token("e30." + Base64.getUrlEncoder().encodeToString(claims.getBytes(UTF_8)) + ".s"));
        try (Smtp smtp = smtp(1)) {
            assertThat(findings(smtp))
                    .extracting(Finding::text)
                    .containsExactly(
                            "a token was obtained: aud https://graph.microsoft.com, appid an-id, roles Mail.Send",
                            "the token lacks the application permission SMTP.SendAsApp");
            endpoint.always(Behaviours.json(
                    401, "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000222: expired\"}"));
            assertThat(findings(smtp))
                    .singleElement()
                    .extracting(Finding::level, Finding::text)
                    .containsExactly(Finding.Level.ERROR, "no token: invalid_client: AADSTS7000222: expired");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MICROSOFT, , id, s, , , oauth2: tenant and client-id are needed",
        "MICROSOFT, t, id, , , , 'oauth2: set either client-secret, or certificate-file and key-file'",
        "MICROSOFT, t, id, s, file, , oauth2: service-account-file and refresh-token are for vendor: google",
        "GOOGLE, t, , , file, , 'oauth2: tenant, cloud, certificate-file and key-file are for vendor: microsoft'",
        "GOOGLE, , id, s, , , 'oauth2: set either service-account-file, or client-id, client-secret and refresh-token'",
        "GOOGLE, , , , /nowhere/g.json, , 'oauth2: service-account-file: /nowhere/g.json: cannot be read as JSON'",
    })
    void refusesSettingsThatDoNotFit(
            TokenVendor vendor,
            @Nullable String tenant,
            @Nullable String id,
            @Nullable String secret,
            @Nullable String file,
            @Nullable String refresh,
            String words) {
        Smtp.Settings settings = with(
                1,
                new Smtp.Settings.OAuth2(vendor, tenant, id, secret, null, null, null, file, refresh, endpoint.uri()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SmtpOAuth2(settings, context.getBean(ProviderHttp.class), clock))
                .withMessage(words);
    }

    private volatile String accepted = "";

    /** Accepts the first token until another one is set. */
    private ScriptedSmtpServer accepting(String first) {
        accepted = first;
        return new ScriptedSmtpServer((session, command) -> {
            if (command.startsWith("EHLO")) {
                return "250-localhost\r\n250 AUTH XOAUTH2\r\n";
            }
            boolean refused = command.startsWith("AUTH")
                    && !command.endsWith(base64("user=" + MAILBOX + "\1auth=Bearer " + accepted + "\1\1"));
            return refused ? "535 5.7.3 Authentication unsuccessful\r\n" : usual(command);
        });
    }

    private static ScriptedSmtpServer offering(String extension) {
        return ScriptedSmtpServer.answering(
                command -> command.startsWith("EHLO") ? "250-localhost\r\n250 " + extension + "\r\n" : usual(command));
    }

    private static List<Finding> findings(Smtp smtp) {
        return smtp.account().orElseThrow().findings().toCompletableFuture().join();
    }

    private Smtp smtp(int port) {
        return smtp(port, endpoint.uri());
    }

    private Smtp smtp(int port, URI tokenEndpoint) {
        Smtp.Settings settings = with(
                port,
                new Smtp.Settings.OAuth2(
                        TokenVendor.MICROSOFT,
                        "example.onmicrosoft.com",
                        "an-id",
                        "s3cret",
                        null,
                        null,
                        MicrosoftCloud.GLOBAL,
                        null,
                        null,
                        tokenEndpoint));
        return new Smtp(
                settings,
                new SmtpDialer(InetAddress::getAllByName),
                Duration.ofMinutes(1),
                Optional.of(new SmtpOAuth2(settings, context.getBean(ProviderHttp.class), clock)));
    }

    private static Smtp.Settings with(int port, Smtp.Settings.OAuth2 oauth2) {
        Smtp.Settings s = settings(port, Smtp.Tls.NONE, null, null);
        return new Smtp.Settings(
                s.name(),
                s.host(),
                s.port(),
                s.tls(),
                null,
                null,
                null,
                null,
                MAILBOX,
                null,
                s.from(),
                null,
                null,
                2,
                s.connectTimeout(),
                s.idleTimeout(),
                oauth2);
    }

    private static Behaviour token(String value) {
        return Behaviours.json(200, "{\"access_token\":\"" + value + "\",\"expires_in\":3599}");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
