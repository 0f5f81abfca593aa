package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.Finding.Level;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The account of Mailgun. The answers are those of the examples in Mailgun's API description (mailgun-mcp-server, openapi.yaml). */
class MailgunAccountTest extends ProviderFixture {

    private static final String DOMAIN = "/v4/domains/mg.example.com";
    private static final String MESSAGES = "/v3/mg.example.com/messages";

    @BeforeEach
    void answerNotFound() {
        server.always(Behaviours.json(404, "{\"message\":\"not found\"}"));
    }

    @Test
    void findsAHealthyDomain() {
        server.at(DOMAIN, domain("active", "custom", "valid"));

        assertThat(findings("example.com"))
                .allMatch(finding -> finding.level() == Level.OK)
                .extracting(Finding::text)
                .containsExactly(
                        "Mailgun accepts the key",
                        "the domain mg.example.com is active",
                        "mg.example.com is not a sandbox domain",
                        "Mailgun finds its DNS records (SPF, DKIM)");
        assertThat(server.onlyRequest().header("Authorization")).startsWith("Basic ");
    }

    @ParameterizedTest
    @CsvSource({
        "unverified, custom, valid, SENDER, ERROR",
        "disabled, custom, valid, ACCOUNT, ERROR",
        "active, sandbox, valid, SANDBOX, ERROR",
        "active, custom, unknown, DNS, WARNING",
        "active, custom, invalid, DNS, WARNING"
    })
    void readsTheState(String state, String type, String valid, Check check, Level level) {
        server.at(DOMAIN, domain(state, type, valid));

        assertThat(findings("example.com"))
                .filteredOn(finding -> finding.level() != Level.OK)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.check()).isEqualTo(check);
                    assertThat(finding.level()).isEqualTo(level);
                    assertThat(finding.remedy()).isNotBlank();
                });
    }

    @ParameterizedTest
    @CsvSource({"example.com, true", "mg.example.com, true", "news.example.com, true", "example.org, false"})
    void warnsOfASenderThatTheSignatureDoesNotCountFor(String sender, boolean aligned) {
        server.at(DOMAIN, domain("active", "custom", "valid"));

        assertThat(findings(sender).stream().allMatch(finding -> finding.level() == Level.OK))
                .isEqualTo(aligned);
    }

    @Test
    void aSendingKeyIsEnoughToSend() {
        server.at(DOMAIN, Behaviours.json(401, "\"Forbidden\""))
                .at(MESSAGES, Behaviours.json(400, "{\"message\":\"from parameter is missing\"}"));

        assertThat(findings("example.com"))
                .extracting(Finding::check, Finding::level)
                .containsExactly(tuple(Check.LOGIN, Level.OK), tuple(Check.RIGHTS, Level.WARNING));
        assertThat(server.posts())
                .singleElement()
                .satisfies(post -> assertThat(post.body()).isEmpty());
    }

    @Test
    void findsAWrongKeyAndAWrongDomain() {
        server.at(DOMAIN, Behaviours.json(401, "\"Forbidden\"")).at(MESSAGES, Behaviours.json(401, "\"Forbidden\""));
        assertThat(findings("example.com"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).isEqualTo("Mailgun refuses the key"));

        server.at(DOMAIN, Behaviours.json(404, "{\"message\":\"Domain not found\"}"));
        assertThat(findings("example.com"))
                .filteredOn(finding -> finding.level() == Level.ERROR)
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy()).contains("region"));
    }

    @ParameterizedTest
    @CsvSource({"503, true", "429, true", "418, false"})
    void failsIfMailgunCannotBeAsked(int status, boolean passing) {
        server.at(DOMAIN, Behaviours.json(status, "{\"message\":\"No.\"}"));

        assertThatThrownBy(() -> findings("example.com"))
                .cause()
                .isInstanceOfSatisfying(
                        LookupFailedException.class,
                        e -> assertThat(e.isPassing()).isEqualTo(passing));
    }

    private List<Finding> findings(String sender) {
        Mailgun.Settings settings = new Mailgun.Settings(
                "mailgun",
                "key",
                "mg.example.com",
                Mailgun.Region.US,
                "shop@" + sender,
                List.of(),
                false,
                null,
                server.uri());
        return new Mailgun(settings, beans().getBean(ProviderHttp.class))
                .account()
                .orElseThrow()
                .findings()
                .toCompletableFuture()
                .join();
    }

    private static FaultyHttpServer.Behaviour domain(String state, String type, String valid) {
        return Behaviours.json(200, """
                {"domain":{"created_at":"Thu, 13 Oct 2011 18:02:00 GMT","id":"1","name":"mg.example.com","state":"%s","type":"%s"},
                 "receiving_dns_records":[{"is_active":true,"cached":[],"priority":"10","record_type":"MX","valid":"unknown","value":"mxa.mailgun.org"}],
                 "sending_dns_records":[
                  {"is_active":true,"cached":[],"name":"mg.example.com","record_type":"TXT","valid":"%s","value":"v=spf1 include:mailgun.org ~all"},
                  {"is_active":true,"cached":[],"name":"mx._domainkey.mg.example.com","record_type":"TXT","valid":"valid","value":"k=rsa; p=M"}]}""".formatted(state, type, valid));
    }
}
