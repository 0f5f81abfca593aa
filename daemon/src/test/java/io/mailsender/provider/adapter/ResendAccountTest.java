package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.Finding.Level;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.testing.Behaviours;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The look-up of an account at Resend, with answers as Resend's OpenAPI description has them. */
class ResendAccountTest extends ProviderFixture {

    private static final String PATH = "/domains?limit=100";

    @Test
    void aVerifiedDomainIsFine() {
        domains(domain("example.com", "verified"), domain("other.example", "failed"));
        assertThat(findings())
                .containsExactly(
                        Finding.ok(Check.LOGIN, "Resend accepts the key"),
                        Finding.ok(Check.SENDER, "example.com is verified at Resend"));
        assertThat(server.onlyRequest().header("authorization")).isEqualTo("Bearer re_secret");
        assertThat(server.onlyRequest().header("user-agent")).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "verified, OK",
        "partially_verified, WARNING",
        "partially_failed, WARNING",
        "not_started, ERROR",
        "pending, ERROR",
        "failed, ERROR",
        "something_new, ERROR"
    })
    void reportsTheStatusOfADomain(String status, Level level) {
        domains(domain("example.com", status));
        Finding finding = findings().get(1);
        assertThat(finding.check()).isEqualTo(Check.SENDER);
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.text()).isEqualTo("example.com is " + status.replace('_', ' ') + " at Resend");
        assertThat(finding.remedy() == null).isEqualTo(level == Level.OK);
    }

    @Test
    void looksUpEveryDomain() {
        domains(domain("shop.example", "verified"));
        List<Finding> findings = findings("Shop.example");
        assertThat(findings).extracting(Finding::level).containsExactly(Level.OK, Level.ERROR, Level.OK);
        assertThat(findings.get(1).text()).isEqualTo("the account has no domain example.com");
    }

    @Test
    void readsEveryPage() {
        server.at(
                PATH,
                Behaviours.json(
                        200,
                        "{\"object\":\"list\",\"has_more\":true,\"data\":[" + domain("a.example", "verified") + "]}"));
        server.at(
                PATH + "&after=id-a.example",
                Behaviours.json(200, "{\"has_more\":false,\"data\":[" + domain("example.com", "verified") + "]}"));
        assertThat(findings()).extracting(Finding::level).containsExactly(Level.OK, Level.OK);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aDomainMayBeForReceivingOnly() {
        domains("{\"id\":\"1\",\"name\":\"example.com\",\"status\":\"verified\","
                + "\"capabilities\":{\"sending\":\"disabled\",\"receiving\":\"enabled\"}}");
        assertThat(findings().get(1).level()).isEqualTo(Level.ERROR);
        assertThat(findings().get(1).text()).isEqualTo("sending from example.com is disabled");
    }

    @Test
    void resendsOwnDomainIsForTrials() {
        domains();
        Finding finding = findings("resend.dev").get(2);
        assertThat(finding.check()).isEqualTo(Check.SANDBOX);
        assertThat(finding.level()).isEqualTo(Level.WARNING);
    }

    /** The status is 401 in Resend's documents, 403 in some answers. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aKeyForSendingOnlyIsNoFault(int status) {
        server.at(
                PATH,
                Behaviours.json(
                        status,
                        "{\"statusCode\":401,\"name\":\"restricted_api_key\","
                                + "\"message\":\"This API key is restricted to only send emails\"}"));
        List<Finding> findings = findings();
        assertThat(findings).extracting(Finding::check).containsExactly(Check.LOGIN, Check.RIGHTS);
        assertThat(findings).extracting(Finding::level).containsExactly(Level.OK, Level.UNKNOWN);
        assertThat(findings.get(1).remedy()).contains("full access");
    }

    @ParameterizedTest
    @CsvSource({"400, validation_error", "401, validation_error", "401, missing_api_key", "403, suspended_api_key"})
    void aRefusedKeyIsAFinding(int status, String name) {
        server.at(PATH, Behaviours.json(status, "{\"name\":\"" + name + "\",\"message\":\"API key is invalid\"}"));
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.check()).isEqualTo(Check.LOGIN);
            assertThat(finding.level()).isEqualTo(Level.ERROR);
            assertThat(finding.text()).isEqualTo("Resend refuses the key: API key is invalid");
        });
    }

    @ParameterizedTest
    @CsvSource({"404, false", "200, false", "429, true", "500, true"})
    void anotherAnswerIsAFailure(int status, boolean passing) {
        server.at(PATH, Behaviours.json(status, "{\"message\":\"no\"}"));
        assertThatThrownBy(this::findings)
                .hasCauseInstanceOf(LookupFailedException.class)
                .cause()
                .hasFieldOrPropertyWithValue("passing", passing);
    }

    private List<Finding> findings(String... fromDomains) {
        return ResendTest.resend(server.uri(), beans(), List.of(fromDomains))
                .account()
                .orElseThrow()
                .findings()
                .toCompletableFuture()
                .join();
    }

    private void domains(String... domains) {
        server.at(
                PATH,
                Behaviours.json(
                        200, "{\"object\":\"list\",\"has_more\":false,\"data\":[" + String.join(",", domains) + "]}"));
    }

    private static String domain(String name, String status) {
        return "{\"id\":\"id-" + name + "\",\"name\":\"" + name + "\",\"status\":\"" + status
                + "\",\"created_at\":\"2026-04-26 20:21:26.347412+00\",\"region\":\"us-east-1\","
                + "\"capabilities\":{\"sending\":\"enabled\",\"receiving\":\"disabled\"}}";
    }
}
