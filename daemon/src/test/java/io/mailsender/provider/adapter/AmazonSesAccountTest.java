package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.Finding.Level;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer.Behaviour;
import io.mailsender.testing.FaultyHttpServer.Request;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The account of SES. The requests are checked against AWS's model; the answers are made by hand from the same model. */
class AmazonSesAccountTest {

    private static final String ACCOUNT = "/v2/email/account";
    private static final String OWN = "/v2/email/identities/sender%40example.org";
    private static final String OWN_DOMAIN = "/v2/email/identities/example.org";
    private static final String DOMAIN = "/v2/email/identities/verified.example";
    private static final Behaviour NOT_FOUND = error(404, "NotFoundException");
    private static final Behaviour VERIFIED = Behaviours.json(200, """
            {"IdentityType":"DOMAIN","VerifiedForSendingStatus":true,"VerificationStatus":"SUCCESS",
             "DkimAttributes":{"SigningEnabled":true,"Status":"SUCCESS"}}""");

    @RegisterExtension
    static final SesFixture SES = new SesFixture();

    @Test
    void findsAHealthyAccount() throws Exception {
        SES.server()
                .always(NOT_FOUND)
                .at(ACCOUNT, account(true, true, "HEALTHY", 50_000, 120))
                .at(OWN_DOMAIN, VERIFIED)
                .at(DOMAIN, VERIFIED);

        List<Finding> findings = findings();

        assertThat(findings).extracting(Finding::level).containsOnly(Level.OK);
        assertThat(findings)
                .extracting(Finding::text)
                .containsExactly(
                        "AWS accepts the credentials",
                        "the account has production access",
                        "sending is on",
                        "120 of 50,000 mails in 24 hours are used",
                        "verified.example is verified",
                        "SES signs for verified.example (DKIM)",
                        "sender@example.org is verified (by example.org)",
                        "SES signs for example.org (DKIM)");
        assertThat(SES.server().requests())
                .extracting(Request::path)
                .containsExactly(ACCOUNT, DOMAIN, OWN, OWN_DOMAIN)
                .doesNotContain("/v2/email/outbound-emails");
        Request request = SES.server().requests().get(0);
        assertThat(request.method()).isEqualTo("GET");
        assertThat(SigV4.claim(request).signature()).isEqualTo(SigV4.signature(request, SesFixture.SECRET));
    }

    @ParameterizedTest
    @CsvSource({
        "false, true, HEALTHY, 200, 0, SANDBOX, ERROR",
        "true, false, HEALTHY, 200, 0, ACCOUNT, ERROR",
        "true, true, SHUTDOWN, 200, 0, ACCOUNT, ERROR",
        "true, true, PROBATION, 200, 0, ACCOUNT, WARNING",
        "true, true, HEALTHY, 200, 160, QUOTA, WARNING",
        "true, true, HEALTHY, 200, 200, QUOTA, ERROR",
        "true, true, HEALTHY, -1, 200, QUOTA, OK"
    })
    void readsTheState(
            boolean production, boolean sending, String enforcement, int max, int sent, Check check, Level level) {
        SES.server().always(VERIFIED).at(ACCOUNT, account(production, sending, enforcement, max, sent));

        assertThat(findings())
                .filteredOn(finding -> finding.check() == check)
                .extracting(Finding::level)
                .containsExactly(level);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"VerifiedForSendingStatus\":false,\"VerificationStatus\":\"PENDING\"} | ERROR | SENDER | verified.example is not verified: PENDING",
                "{\"VerifiedForSendingStatus\":true,\"DkimAttributes\":{\"SigningEnabled\":true,\"Status\":\"FAILED\"}} | WARNING | DNS | SES does not sign for verified.example (DKIM): FAILED",
                "{\"VerifiedForSendingStatus\":true,\"DkimAttributes\":{\"SigningEnabled\":false,\"Status\":\"SUCCESS\"}} | WARNING | DNS | SES does not sign for verified.example (DKIM): signing is off, status SUCCESS",
                "{\"VerifiedForSendingStatus\":true,\"MailFromAttributes\":{\"MailFromDomain\":\"b.verified.example\",\"MailFromDomainStatus\":\"FAILED\",\"BehaviorOnMxFailure\":\"REJECT_MESSAGE\"}} | ERROR | DNS | SES does not find the MX record of the MAIL FROM domain b.verified.example (FAILED), and refuses mail",
                "{\"VerifiedForSendingStatus\":true,\"MailFromAttributes\":{\"MailFromDomain\":\"b.verified.example\",\"MailFromDomainStatus\":\"PENDING\",\"BehaviorOnMxFailure\":\"USE_DEFAULT_VALUE\"}} | WARNING | DNS | SES does not find the MX record of the MAIL FROM domain b.verified.example (PENDING), and uses its own domain"
            })
    void readsAnIdentity(String identity, Level level, Check check, String text) {
        SES.server().always(healthy()).at(OWN, VERIFIED).at(DOMAIN, Behaviours.json(200, identity));

        assertThat(findings())
                .filteredOn(finding -> finding.level() != Level.OK)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(level);
                    assertThat(finding.check()).isEqualTo(check);
                    assertThat(finding.text()).isEqualTo(text);
                    assertThat(finding.remedy()).isNotBlank();
                });
    }

    @Test
    void findsASenderThatIsNoIdentity() {
        SES.server().always(NOT_FOUND).at(ACCOUNT, healthy());

        assertThat(findings())
                .filteredOn(finding -> finding.level() == Level.ERROR)
                .extracting(Finding::text)
                .containsExactly(
                        "verified.example is not an identity of this account and region",
                        "sender@example.org is not an identity of this account and region");
    }

    @ParameterizedTest
    @CsvSource({"400, UnrecognizedClientException", "403, SignatureDoesNotMatch", "403, ExpiredTokenException"})
    void findsWrongCredentials(int status, String type) {
        SES.server().always(error(status, type));

        assertThat(findings())
                .filteredOn(finding -> finding.check() == Check.LOGIN)
                .extracting(Finding::level)
                .containsExactly(Level.ERROR);
        assertThat(SES.server().requests()).hasSize(1);
    }

    @Test
    void aKeyThatMayOnlySendIsAWarning() {
        SES.server().always(error(403, "AccessDeniedException"));

        List<Finding> findings = findings();

        assertThat(findings).extracting(Finding::level).containsOnly(Level.WARNING);
        assertThat(findings)
                .extracting(Finding::text)
                .allMatch(text -> text.startsWith("the key may not call ses:Get"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"0, OK", "240, ERROR", "-3600, ERROR"})
    void readsTheClock(int seconds, Level level) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plus(Duration.ofSeconds(seconds)));
        SES.server()
                .always(Behaviours.json(
                        403, "{\"message\":\"No.\"}", "x-amzn-ErrorType: SignatureDoesNotMatch", "Date: " + date));

        assertThat(findings())
                .filteredOn(finding -> finding.check() == Check.CLOCK)
                .extracting(Finding::level)
                .containsExactly(level);
    }

    @ParameterizedTest
    @CsvSource({
        "429, TooManyRequestsException, true",
        "400, ThrottlingException, true",
        "400, BadRequestException, false"
    })
    void failsIfSesCannotBeAsked(int status, String type, boolean passing) {
        SES.server().always(error(status, type));

        assertThatThrownBy(AmazonSesAccountTest::findings)
                .cause()
                .isInstanceOfSatisfying(
                        LookupFailedException.class,
                        e -> assertThat(e.isPassing()).isEqualTo(passing));
    }

    @Test
    void oneIdentityThatCannotBeAskedDoesNotHideTheOthers() {
        SES.server().always(VERIFIED).at(ACCOUNT, healthy()).at(DOMAIN, error(429, "TooManyRequestsException"));

        assertThat(findings())
                .filteredOn(finding -> finding.check() == Check.SENDER)
                .extracting(Finding::level)
                .containsExactly(Level.UNKNOWN, Level.OK);
    }

    private static List<Finding> findings() {
        return SES.ses()
                .account()
                .orElseThrow()
                .findings()
                .toCompletableFuture()
                .join();
    }

    private static Behaviour healthy() {
        return account(true, true, "HEALTHY", 200, 0);
    }

    private static Behaviour account(boolean production, boolean sending, String enforcement, int max, int sent) {
        return Behaviours.json(200, """
                {"DedicatedIpAutoWarmupEnabled":false,"EnforcementStatus":"%s","ProductionAccessEnabled":%s,"SendingEnabled":%s,
                 "SendQuota":{"Max24HourSend":%d.0,"MaxSendRate":14.0,"SentLast24Hours":%d.0}}""".formatted(enforcement, production, sending, max, sent));
    }

    private static Behaviour error(int status, String type) {
        return Behaviours.json(status, "{\"message\":\"No.\"}", "x-amzn-ErrorType: " + type);
    }
}
