package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers are those of SendGrid's API reference. */
class SendgridAccountTest extends ProviderFixture {

    private static final String SCOPES = "/v3/scopes";
    private static final String DOMAINS = "/v3/whitelabel/domains?limit=500";
    private static final String SENDERS = "/v3/verified_senders?limit=500";
    private static final String CREDITS = "/v3/user/credits";

    @BeforeEach
    void answerAsIfAllIsWell() {
        server.at(SCOPES, Behaviours.json(200, "{\"scopes\":[\"alerts.read\",\"mail.send\"]}"))
                .at(
                        DOMAINS,
                        Behaviours.json(
                                200,
                                "[{\"id\":1,\"domain\":\"example.com\",\"subdomain\":\"em1\",\"valid\":true},{\"id\":2,\"domain\":\"Example.NET\",\"valid\":true}]"))
                .at(SENDERS, Behaviours.json(200, "{\"results\":[]}"))
                .at(
                        CREDITS,
                        Behaviours.json(
                                200,
                                "{\"remain\":200,\"total\":200,\"overage\":0,\"used\":0,\"last_reset\":\"2026-01-01\",\"next_reset\":\"2026-02-01\",\"reset_frequency\":\"monthly\"}"));
    }

    @Test
    void allIsWell() {
        assertThat(findings(false))
                .containsExactly(
                        "login ok: SendGrid accepts the key",
                        "rights ok: the key may send mail",
                        "sender ok: SendGrid has authenticated example.com",
                        "sender ok: SendGrid has authenticated example.net",
                        "quota ok: 200 of 200 credits are left until 2026-02-01");
        assertThat(server.requests())
                .hasSize(4)
                .allSatisfy(request -> assertThat(request.method()).isEqualTo("GET"))
                .allSatisfy(
                        request -> assertThat(request.header("authorization")).isEqualTo("Bearer SG.secret"));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void refusedKey(int status) {
        server.at(SCOPES, Behaviours.json(status, "{\"errors\":[{\"message\":\"authorization required\"}]}"));
        assertThat(findings(false)).containsExactly("login error: SendGrid refuses the key");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void keyWithoutTheRight() {
        server.at(SCOPES, Behaviours.json(200, "{\"scopes\":[\"templates.read\"]}"));
        assertThat(findings(false)).contains("rights error: the key may not send mail");
    }

    @Test
    void keyThatMayOnlySend() {
        server.at(DOMAINS, Behaviours.json(403, "{\"errors\":[{\"message\":\"access forbidden\"}]}"));
        server.at(SENDERS, Behaviours.json(403, "{\"errors\":[{\"message\":\"access forbidden\"}]}"));
        server.at(CREDITS, Behaviours.json(403, "{\"errors\":[{\"message\":\"access forbidden\"}]}"));
        assertThat(findings(false))
                .containsExactly(
                        "login ok: SendGrid accepts the key",
                        "rights ok: the key may send mail",
                        "sender unknown: the key may not read which senders are verified");
    }

    @Test
    void sandbox() {
        assertThat(findings(true))
                .contains("sandbox warning: SendGrid checks mails but delivers none, since sandbox-mode is on");
    }

    @Test
    void senders() {
        server.at(DOMAINS, Behaviours.json(200, "[{\"domain\":\"example.com\",\"valid\":false}]"));
        assertThat(findings(false))
                .contains(
                        "sender error: SendGrid has not found the DNS records of example.com",
                        "sender error: example.net is not authenticated at SendGrid");
        server.at(
                SENDERS,
                Behaviours.json(200, "{\"results\":[{\"from_email\":\"Shop@example.com\",\"verified\":true}]}"));
        assertThat(findings(false))
                .contains(
                        "sender warning: shop@example.com is a verified sender, but SendGrid does not sign its mails with DKIM for example.com");
        server.at(
                SENDERS,
                Behaviours.json(200, "{\"results\":[{\"from_email\":\"shop@example.com\",\"verified\":false}]}"));
        assertThat(findings(false)).contains("sender error: SendGrid has not found the DNS records of example.com");
    }

    @ParameterizedTest
    @CsvSource({"0, error", "5, warning", "11, ok"})
    void credits(int remain, String level) {
        server.at(
                CREDITS,
                Behaviours.json(200, "{\"remain\":" + remain + ",\"total\":100,\"next_reset\":\"2026-02-01\"}"));
        assertThat(findings(false))
                .contains("quota " + level + ": " + remain + " of 100 credits are left until 2026-02-01");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void cannotBeAskedNow(int status) {
        server.at(CREDITS, Behaviours.status(status));
        assertFails(true);
    }

    @Test
    void answerNotOfTheVendor() {
        server.at(SCOPES, Behaviours.json(200, "{\"status\":\"healthy\"}"));
        assertFails(false);
    }

    private void assertFails(boolean passing) {
        assertThatThrownBy(() -> findings(false))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        LookupFailedException.class,
                        failure -> assertThat(failure.isPassing()).isEqualTo(passing));
    }

    private List<String> findings(boolean sandboxMode) {
        AccountLookup account = new Sendgrid(
                        new Sendgrid.Settings(
                                "main",
                                "SG.secret",
                                Sendgrid.Region.US,
                                "shop@example.com",
                                List.of("example.net", "Example.net"),
                                sandboxMode,
                                null,
                                server.uri()),
                        beans().getBean(ProviderHttp.class))
                .account()
                .orElseThrow();
        assertThat(account.spfInclude()).isEmpty();
        List<Finding> findings = account.findings().toCompletableFuture().join();
        assertThat(findings)
                .allSatisfy(
                        finding -> assertThat(finding.remedy() == null).isEqualTo(finding.level() == Finding.Level.OK));
        return findings.stream()
                .map(finding -> finding.check().word() + " " + finding.level().word() + ": " + finding.text())
                .toList();
    }
}
