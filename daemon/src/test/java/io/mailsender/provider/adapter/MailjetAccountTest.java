package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.Finding.Level;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The look-ups of Mailjet: the account, and what became of a message. The answers have the fields of node-mailjet 6.0.11's types. */
class MailjetAccountTest extends ProviderFixture {

    private static final String SENDERS = "/v3/REST/sender?Limit=1000";
    private static final String DNS = "/v3/REST/dns?Limit=1000";
    private static final String KEY = "/v3/REST/apikey?APIKey=public";
    private static final Instant BEGAN = Instant.parse("2026-01-07T10:00:00Z");
    private static final String ENTRY = """
            {"ID": 70368744188491213, "UUID": "5d4710f5", "Status": "sent", "ArrivedAt": "2026-01-07T10:00:02Z",
             "CustomID": "0123456789abcdef0123456789abcdef", "ContactAlt": "ann@example.org"}""";

    @BeforeEach
    void answerAsIfAllIsWell() {
        server.at(SENDERS, data("""
                {"Email": "shop@example.com", "Status": "Active"}, {"Email": "*@example.net", "Status": "Active"}"""));
        server.at(DNS, data("""
                {"Domain": "example.com", "DKIMStatus": "OK", "SPFStatus": "OK"},
                {"Domain": "example.net", "DKIMStatus": "OK", "SPFStatus": "OK"}"""));
        server.at(
                KEY,
                data(
                        "{\"APIKey\": \"public\", \"SecretKey\": \"secret\", \"IsActive\": true, \"Runlevel\": \"Normal\"}"));
    }

    @Test
    void allIsWell() {
        assertThat(findings(false))
                .allMatch(finding -> finding.level() == Level.OK && finding.remedy() == null)
                .extracting(Finding::check)
                .containsExactly(Check.LOGIN, Check.ACCOUNT, Check.SENDER, Check.SENDER, Check.DNS, Check.DNS);
        assertThat(server.requests()).allMatch(request -> request.method().equals("GET"));
    }

    @Test
    void aWrongKeyIsAFinding() {
        server.at(
                SENDERS,
                Behaviours.json(401, "{\"StatusCode\":401,\"ErrorMessage\":\"API key authentication failure\"}"));
        assertThat(findings(false)).singleElement().satisfies(finding -> {
            assertThat(finding.check()).isEqualTo(Check.LOGIN);
            assertThat(finding.level()).isEqualTo(Level.ERROR);
        });
    }

    @Test
    void aDomainCoversItsAddresses() {
        server.at(
                SENDERS,
                data(
                        "{\"Email\": \"*@example.com\", \"Status\": \"Active\"}, {\"Email\": \"*@example.net\", \"Status\": \"Inactive\"}"));
        assertThat(findings(false))
                .filteredOn(finding -> finding.check() == Check.SENDER)
                .extracting(Finding::level)
                .containsExactly(Level.OK, Level.ERROR);
    }

    @Test
    void dnsThatMailjetDoesNotFindIsAWarning() {
        server.at(
                DNS, data("{\"Domain\": \"example.com\", \"DKIMStatus\": \"Error\", \"SPFStatus\": \"Not checked\"}"));
        assertThat(findings(false))
                .filteredOn(finding -> finding.check() == Check.DNS)
                .allMatch(finding -> finding.level() == Level.WARNING)
                .extracting(Finding::text)
                .containsExactly(
                        "the DNS records of example.com at Mailjet: DKIM Error, SPF Not checked",
                        "the DNS records of example.net at Mailjet: DKIM not set up, SPF not set up");
    }

    @ParameterizedTest
    @CsvSource({"true, Softlock, ERROR", "true, Hardlock, ERROR", "false, Normal, ERROR", "true, Normal, OK"})
    void aBlockedKeyIsAnError(boolean active, String level, Level expected) {
        server.at(KEY, data("{\"APIKey\": \"public\", \"IsActive\": " + active + ", \"Runlevel\": \"" + level + "\"}"));
        assertThat(findings(false))
                .filteredOn(finding -> finding.check() == Check.ACCOUNT)
                .singleElement()
                .satisfies(finding -> assertThat(finding.level()).isEqualTo(expected));
    }

    /** A sub-account may not read the keys, and an ignored filter lists other ones. */
    @Test
    void theStateOfTheKeyMayBeUnknown() {
        server.at(KEY, Behaviours.json(403, "{\"StatusCode\":403,\"ErrorMessage\":\"Operation not allowed\"}"));
        assertThat(level(Check.ACCOUNT)).isEqualTo(Level.UNKNOWN);
        server.at(KEY, data("{\"APIKey\": \"other\", \"IsActive\": false, \"Runlevel\": \"Hardlock\"}"));
        assertThat(level(Check.ACCOUNT)).isEqualTo(Level.UNKNOWN);
    }

    @Test
    void sandboxModeIsAWarning() {
        assertThat(findings(true))
                .filteredOn(finding -> finding.check() == Check.SANDBOX)
                .singleElement()
                .satisfies(finding -> assertThat(finding.level()).isEqualTo(Level.WARNING));
    }

    @Test
    void aFailureIsNoFinding() {
        server.at(SENDERS, Behaviours.json(200, "{\"status\":\"healthy\"}"));
        assertThatThrownBy(() -> findings(false)).hasCauseInstanceOf(LookupFailedException.class);
        server.at(SENDERS, Behaviours.status(503));
        assertThatThrownBy(() -> findings(false)).hasCauseInstanceOf(LookupFailedException.class);
    }

    @Test
    void findsAMessageByOurId() {
        server.always(data(ENTRY));
        assertThat(find()).hasValueSatisfying(sent -> {
            assertThat(sent.providerMessageId()).isEqualTo("5d4710f5");
            assertThat(sent.reply().text()).isEqualTo("found at Mailjet: sent");
        });
        assertThat(server.onlyRequest().path())
                .isEqualTo("/v3/REST/message?CustomID=0123456789abcdef0123456789abcdef&ShowCustomID=true"
                        + "&ShowContactAlt=true&Limit=1000");
    }

    /** mailjet/mailjet-apiv3-php#201: with a filter that it does not know, Mailjet lists the last messages. */
    @ParameterizedTest
    @CsvSource({
        "0123456789abcdef0123456789abcdef, 00000000000000000000000000000000",
        "ann@example.org, bob@example.org",
        "2026-01-07T10:00:02Z, 2026-01-07T09:00:02Z",
        "2026-01-07T10:00:02Z, yesterday",
        "\"CustomID\", \"OtherID\"",
        "\"ContactAlt\", \"ContactID\"",
    })
    void anotherMessageIsNotThisAttempt(String text, String other) {
        server.always(data(ENTRY.replace(text, other)));
        assertThat(find()).isEmpty();
    }

    @Test
    void noMessageIsNoProof() {
        server.always(Behaviours.json(200, "{\"Count\": 0, \"Data\": [], \"Total\": 0}"));
        assertThat(find()).isEmpty();
    }

    @Test
    void aRefusedLookupFails() {
        server.always(Behaviours.json(401, "{\"StatusCode\":401,\"ErrorMessage\":\"…\"}"));
        assertThatThrownBy(this::find).hasCauseInstanceOf(LookupFailedException.class);
    }

    private Optional<Sent> find() {
        Message message = MailjetTest.rich();
        return MailjetTest.mailjet(server.uri(), beans(), false)
                .outcomeLookup()
                .orElseThrow()
                .find(message, new Envelope(List.of(EmailAddress.parse("ann@example.org"))), BEGAN)
                .toCompletableFuture()
                .join();
    }

    private Level level(Check check) {
        return findings(false).stream()
                .filter(finding -> finding.check() == check)
                .findFirst()
                .orElseThrow()
                .level();
    }

    private List<Finding> findings(boolean sandbox) {
        return MailjetTest.mailjet(server.uri(), beans(), sandbox)
                .account()
                .orElseThrow()
                .findings()
                .toCompletableFuture()
                .join();
    }

    private static FaultyHttpServer.Behaviour data(String entries) {
        return Behaviours.json(200, "{\"Count\": 1, \"Data\": [" + entries + "], \"Total\": 1}");
    }
}
