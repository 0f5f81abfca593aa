package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.Finding.Level;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer.Behaviour;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The look-up of an account at SparkPost, with answers as its account.apib and sending-domains.apib show them. */
class SparkpostAccountTest extends ProviderFixture {

    private static final String ACCOUNT = "/api/v1/account?include=usage";
    private static final String DOMAIN = "/api/v1/sending-domains/example.com";
    private static final Behaviour FORBIDDEN = Behaviours.json(403, "{\"errors\":[{\"message\":\"Forbidden.\"}]}");

    @BeforeEach
    void answerAsIfAllIsWell() {
        server.at(ACCOUNT, account("active", "", 40_321));
        server.at(DOMAIN, domain(true, "valid", "valid"));
    }

    @Test
    void everythingIsFine() {
        assertThat(findings())
                .containsExactly(
                        Finding.ok(Check.LOGIN, "SparkPost accepts the key"),
                        Finding.ok(Check.ACCOUNT, "the account is active"),
                        Finding.ok(Check.QUOTA, "8367 of 50000 mails of this day are used"),
                        Finding.ok(Check.QUOTA, "40321 of 500000 mails of this month are used"),
                        Finding.ok(Check.SENDER, "example.com is verified at SparkPost, with DKIM"));
        assertThat(server.requests()).allSatisfy(request -> {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.header("authorization")).isEqualTo("secret-key");
        });
    }

    @ParameterizedTest
    @CsvSource({"449999, OK", "450000, WARNING", "499999, WARNING", "500000, ERROR", "600000, ERROR"})
    void reportsTheQuota(int used, Level level) {
        server.at(ACCOUNT, account("active", "", used));
        assertThat(findings().get(3).level()).isEqualTo(level);
    }

    @Test
    void reportsASuspendedAccount() {
        server.at(ACCOUNT, account("suspended", "NONPAYMENT", 0));
        assertThat(findings())
                .contains(Finding.error(
                        Check.ACCOUNT, "the account is suspended (NONPAYMENT)", "ask SparkPost's support"));
    }

    /** Usage is not available for Enterprise accounts. */
    @Test
    void usageMayBeMissing() {
        server.at(ACCOUNT, Behaviours.json(200, "{\"results\":{\"status\":\"active\"}}"));
        assertThat(findings()).extracting(Finding::check).containsExactly(Check.LOGIN, Check.ACCOUNT, Check.SENDER);
    }

    @Test
    void aWrongKeyIsAFinding() {
        server.at(ACCOUNT, Behaviours.json(401, "{\"errors\":[{\"message\":\"Unauthorized.\"}]}"));
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.check()).isEqualTo(Check.LOGIN);
            assertThat(finding.level()).isEqualTo(Level.ERROR);
            assertThat(finding.remedy()).contains("region");
        });
    }

    @Test
    void aKeyForSendingOnlyIsNoFault() {
        server.at(ACCOUNT, FORBIDDEN);
        server.at(DOMAIN, FORBIDDEN);
        List<Finding> findings = findings();
        assertThat(findings).extracting(Finding::check).containsExactly(Check.LOGIN, Check.RIGHTS, Check.RIGHTS);
        assertThat(findings).extracting(Finding::level).containsExactly(Level.OK, Level.UNKNOWN, Level.UNKNOWN);
        assertThat(findings.get(2).remedy()).contains("Sending Domains: Read");
    }

    @ParameterizedTest
    @CsvSource({
        "true, valid, valid, OK",
        "true, unverified, valid, WARNING",
        "true, invalid, valid, WARNING",
        "false, unverified, valid, ERROR",
        "false, pending, valid, ERROR",
        "true, valid, blocked, ERROR"
    })
    void reportsADomain(boolean owned, String dkim, String compliance, Level level) {
        server.at(DOMAIN, domain(owned, dkim, compliance));
        Finding finding = findings().get(4);
        assertThat(finding.check()).isEqualTo(Check.SENDER);
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.text()).contains("example.com");
        assertThat(finding.remedy() == null).isEqualTo(level == Level.OK);
    }

    @Test
    void looksUpEveryDomain() {
        server.at(
                "/api/v1/sending-domains/shop.example",
                Behaviours.json(404, "{\"errors\":[{\"message\":\"resource not found\",\"code\":\"1600\"}]}"));
        assertThat(findings("shop.example"))
                .extracting(Finding::text)
                .endsWith(
                        "example.com is verified at SparkPost, with DKIM",
                        "the account has no sending domain shop.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {ACCOUNT, DOMAIN})
    void anotherAnswerIsAFailure(String path) {
        for (int status : List.of(200, 429, 500)) {
            server.at(path, Behaviours.json(status, "{\"ok\":true}"));
            assertThatThrownBy(this::findings)
                    .hasCauseInstanceOf(LookupFailedException.class)
                    .cause()
                    .hasFieldOrPropertyWithValue("passing", status != 200);
        }
    }

    private List<Finding> findings(String... fromDomains) {
        return SparkpostTest.sparkpost(server.uri(), beans(), List.of(fromDomains))
                .account()
                .orElseThrow()
                .findings()
                .toCompletableFuture()
                .join();
    }

    private static Behaviour account(String status, String reason, int usedThisMonth) {
        return Behaviours.json(
                200,
                "{\"results\":{\"customer_id\":102938,\"status\":\"" + status + "\",\"status_reason_category\":\""
                        + reason + "\",\"usage\":{\"timestamp\":\"2026-06-26T14:48:00.000Z\","
                        + "\"day\":{\"limit\":50000,\"used\":8367},\"month\":{\"limit\":500000,\"used\":"
                        + usedThisMonth + "},\"sandbox\":{\"used\":3,\"limit\":5}}}}");
    }

    private static Behaviour domain(boolean owned, String dkim, String compliance) {
        return Behaviours.json(
                200,
                "{\"results\":{\"status\":{\"ownership_verified\":" + owned + ",\"dkim_status\":\"" + dkim
                        + "\",\"cname_status\":\"unverified\",\"compliance_status\":\"" + compliance
                        + "\"},\"shared_with_subaccounts\":false}}");
    }
}
