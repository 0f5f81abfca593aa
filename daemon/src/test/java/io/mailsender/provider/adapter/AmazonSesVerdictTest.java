package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertSent;
import static io.mailsender.provider.adapter.SesFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.testing.Behaviours;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The outcomes of SES's errors: the type decides, since SES uses one status for many types. */
class AmazonSesVerdictTest {

    private static final String UNVERIFIED =
            "Email address is not verified. The following identities failed the check in region EU-WEST-1: ";

    @RegisterExtension
    static final SesFixture SES = new SesFixture();

    @ParameterizedTest
    @CsvSource({
        // Errors that the service model declares for SendEmail.
        "400, BadRequestException, REJECTED",
        "400, MessageRejected, REJECTED",
        "400, MailFromDomainNotVerifiedException, ACCOUNT",
        "400, AccountSuspendedException, ACCOUNT",
        "400, SendingPausedException, ACCOUNT",
        "400, LimitExceededException, THROTTLED",
        "404, NotFoundException, ACCOUNT",
        "429, TooManyRequestsException, THROTTLED",
        // Errors of every AWS service.
        "400, ThrottlingException, THROTTLED",
        "408, RequestTimeout, UNKNOWN",
        "500, InternalServiceErrorException, UNKNOWN",
        "500, InternalFailure, UNKNOWN",
        "503, ServiceUnavailable, THROTTLED",
        "403, AccessDeniedException, ACCOUNT",
        "400, AccessDeniedException, ACCOUNT",
        "403, ExpiredTokenException, ACCOUNT",
        "400, ExpiredTokenException, ACCOUNT",
        "403, UnrecognizedClientException, ACCOUNT",
        "400, IncompleteSignature, ACCOUNT",
        "403, SignatureDoesNotMatch, ACCOUNT",
        "403, InvalidSignatureException, ACCOUNT",
        "403, MissingAuthenticationTokenException, ACCOUNT",
        "400, RequestExpired, ACCOUNT",
        // Unknown types: the status decides.
        "400, BrandNewException, REJECTED",
        "403, BrandNewException, ACCOUNT",
        "429, BrandNewException, THROTTLED",
        "500, BrandNewException, UNKNOWN",
    })
    void readsTheTypeOfAnError(int status, String type, String expected) {
        SES.server()
                .next(
                        Behaviours.json(status, "{\"message\":\"No.\"}", "x-amzn-ErrorType: " + type),
                        Behaviours.json(
                                status,
                                "{\"message\":\"No.\"}",
                                "x-amzn-ErrorType: " + type + ":http://internal.amazon.com/coral/com.amazonaws.ses/"),
                        Behaviours.json(status, "{\"Message\":\"No.\",\"__type\":\"com.amazonaws.ses#" + type + "\"}"),
                        Behaviours.json(status, "{\"message\":\"No.\",\"code\":\"" + type + "\"}"));
        for (int i = 0; i < 4; i++) {
            Outcome outcome = SES.send(message());
            assertThat(word(outcome)).isEqualTo(expected);
            assertThat(outcome.reply().statusCode()).isEqualTo(status);
            assertThat(outcome.reply().text()).isEqualTo(type + ": No.");
        }
        assertThat(SES.server().requests()).hasSize(4);
    }

    @Test
    void readsATypeWithoutABody() {
        SES.server().next(Behaviours.status(400, "x-amzn-ErrorType: AccountSuspendedException"));
        assertThat(word(SES.send(message()))).isEqualTo("ACCOUNT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sender@example.org",
                "jane@example.com, sender@example.org",
                "Jane <jane@example.com>, Example Ltd <Sender@Example.org>",
                "arn:aws:ses:eu-west-1:123456789012:identity/example.org",
                "example.org"
            })
    void concernsTheAccountIfItsOwnSenderIsNotVerified(String identities) {
        assertThat(word(sendUnverified(identities))).isEqualTo("ACCOUNT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"jane@example.com", "jane@example.com, sender@example.org.example", "other@verified.example"})
    void isUnsupportedIfASandboxDoesNotKnowTheRecipient(String identities) {
        assertThat(word(sendUnverified(identities))).isEqualTo("UNSUPPORTED");
    }

    @Test
    void readsALongListOfIdentities() {
        String many = "someone-with-a-long-name@example.com, ".repeat(50);
        assertThat(word(sendUnverified(many + "sender@example.org"))).isEqualTo("ACCOUNT");
    }

    private static Outcome sendUnverified(String identities) {
        SES.server()
                .always(Behaviours.json(
                        400, "{\"message\":\"" + UNVERIFIED + identities + "\"}", "x-amzn-ErrorType: MessageRejected"));
        return SES.send(message());
    }

    @Test
    void readsRetryAfter() {
        SES.server()
                .always(Behaviours.json(
                        400, "{\"message\":\"Rate\"}", "x-amzn-ErrorType: ThrottlingException", "Retry-After: 7"));
        assertThat(SES.send(message()))
                .isInstanceOfSatisfying(
                        Unavailable.class, u -> assertThat(u.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
    }

    @Test
    void isSentIfTheAnswerIsCutBeforeTheId() {
        SES.server().always(Behaviours.json(200, "{\"MessageId\":"));
        assertSent(SES.send(message()), null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"MessageId\":7}", "[]", "null", "not json", "{\"id\":\"mailgun\"}"})
    void isUnknownIfTheAnswerHasNoId(String body) {
        SES.server().always(Behaviours.json(200, body));
        assertThat(SES.send(message())).isInstanceOf(Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "7", "oops", "{\"message\":{}}", "{\"__type\":7}"})
    void isUnknownIfTheErrorIsNotFromSes(String body) {
        SES.server().always(Behaviours.json(400, body));
        assertThat(word(SES.send(message()))).isEqualTo("UNKNOWN");
    }

    private static String word(Outcome outcome) {
        return outcome.fold(
                s -> "SENT", (Rejected r) -> "REJECTED", u -> u.cause().name(), (Unknown u) -> "UNKNOWN");
    }
}
