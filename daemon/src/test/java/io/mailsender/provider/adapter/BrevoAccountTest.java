package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.Finding.Level;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.testing.Behaviours;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The look-up of Brevo's account. The answers have the fields of @getbrevo/brevo 6.0.3's types. */
class BrevoAccountTest extends ProviderFixture {

    @BeforeEach
    void answerAsIfAllIsWell() {
        account("true", "{\"type\": \"free\", \"creditsType\": \"sendLimit\", \"credits\": 300}");
        server.at(
                "/v3/senders",
                Behaviours.json(200, "{\"senders\": [{\"email\": \"shop@example.com\", \"active\": true}]}"));
        domains("{\"domain_name\": \"example.com\", \"authenticated\": true, \"verified\": true}, "
                + "{\"domain_name\": \"example.net\", \"authenticated\": true, \"verified\": true}");
    }

    @Test
    void allIsWell() {
        assertThat(findings(false))
                .allMatch(finding -> finding.level() == Level.OK && finding.remedy() == null)
                .extracting(Finding::check)
                .containsExactly(Check.LOGIN, Check.ACCOUNT, Check.QUOTA, Check.SENDER, Check.SENDER);
        assertThat(server.requests())
                .allMatch(request ->
                        request.method().equals("GET") && "xkeysib-secret".equals(request.header("api-key")));
    }

    /** sendinblue/APIv3-python-library#63, and Brevo's "Authorized IPs". */
    @ParameterizedTest
    @CsvSource({
        "Key not found, Brevo refuses the key",
        "We have detected you are using an unrecognised IP address 192.0.2.1., Brevo does not accept the key from this machine's IP address",
    })
    void aRefusedLoginIsAFinding(String message, String text) {
        server.at("/v3/account", Behaviours.json(401, "{\"code\":\"unauthorized\",\"message\":\"" + message + "\"}"));
        assertThat(findings(false)).singleElement().satisfies(finding -> {
            assertThat(finding.check()).isEqualTo(Check.LOGIN);
            assertThat(finding.level()).isEqualTo(Level.ERROR);
            assertThat(finding.text()).isEqualTo(text);
        });
    }

    @Test
    void anAccountThatIsNotActivatedIsAnError() {
        account("false", "{\"type\": \"free\", \"credits\": 300}");
        assertThat(of(Check.ACCOUNT).level()).isEqualTo(Level.ERROR);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "free", "credits": 0}                                            | ERROR
            {"type": "free", "credits": 49}                                           | WARNING
            {"type": "subscription", "credits": 0}, {"type": "payAsYouGo", "credits": 90} | OK
            {"type": "sms", "credits": 90}, {"type": "free", "credits": 0}            | ERROR
            {"type": "sms", "credits": 90}                                            | UNKNOWN
            {"type": "subscription"}                                                  | UNKNOWN
            """)
    void creditsAreTheQuota(String plans, Level level) {
        account("true", plans);
        assertThat(of(Check.QUOTA).level()).isEqualTo(level);
    }

    @Test
    void aSenderOfADomainThatIsNotAuthenticatedIsAWarning() {
        domains("{\"domain_name\": \"example.com\", \"authenticated\": false, \"verified\": true}");
        assertThat(findings(false))
                .filteredOn(finding -> finding.check() == Check.SENDER)
                .extracting(Finding::level)
                .containsExactly(Level.WARNING, Level.ERROR);
    }

    @Test
    void anUnknownSenderIsAnError() {
        server.at(
                "/v3/senders",
                Behaviours.json(200, "{\"senders\": [{\"email\": \"shop@example.com\", \"active\": false}]}"));
        domains("");
        assertThat(findings(false))
                .filteredOn(finding -> finding.check() == Check.SENDER)
                .allMatch(finding -> finding.level() == Level.ERROR);
    }

    @Test
    void sandboxModeIsAWarning() {
        assertThat(findings(true)).anyMatch(f -> f.check() == Check.SANDBOX && f.level() == Level.WARNING);
    }

    @ParameterizedTest
    @CsvSource({"/v3/account, 503", "/v3/senders, 403", "/v3/senders/domains, 404"})
    void aFailureIsNoFinding(String path, int status) {
        server.at(path, Behaviours.json(status, "{\"message\":\"…\"}"));
        assertThatThrownBy(() -> findings(false)).hasCauseInstanceOf(LookupFailedException.class);
    }

    private void account(String relay, String plans) {
        server.at(
                "/v3/account",
                Behaviours.json(200, "{\"relay\": {\"enabled\": " + relay + "}, \"plan\": [" + plans + "]}"));
    }

    private void domains(String domains) {
        server.at("/v3/senders/domains", Behaviours.json(200, "{\"domains\": [" + domains + "]}"));
    }

    private Finding of(Check check) {
        return findings(false).stream()
                .filter(finding -> finding.check() == check)
                .findFirst()
                .orElseThrow();
    }

    private List<Finding> findings(boolean sandbox) {
        return BrevoTest.brevo(server.uri(), beans(), sandbox)
                .account()
                .orElseThrow()
                .findings()
                .toCompletableFuture()
                .join();
    }
}
