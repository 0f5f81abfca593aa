package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.AddressValidation;
import io.mailsender.provider.AddressValidation.Status;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Reply;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer.Behaviour;
import io.mailsender.testing.FaultyHttpServer.Request;
import io.mailsender.testing.Unreachable;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmazonSesValidationTest {

    private static final SesModel MODEL = SesModel.read();
    private static final EmailAddress JANE = EmailAddress.parse("jane+x/y@mail.example.com");
    private static final String JANE_PATH = "/v2/email/identities/jane%2Bx%2Fy%40mail.example.com";
    private static final String SUBDOMAIN_PATH = "/v2/email/identities/mail.example.com";
    private static final String DOMAIN_PATH = "/v2/email/identities/example.com";
    private static final Behaviour NOT_FOUND =
            Behaviours.json(404, "{\"message\":\"No such identity.\"}", "x-amzn-ErrorType: NotFoundException");
    private static final Behaviour EXISTS =
            Behaviours.json(400, "{\"message\":\"It exists.\"}", "x-amzn-ErrorType: AlreadyExistsException");
    private static final Behaviour OK = Behaviours.json(200, "{}");

    @RegisterExtension
    static final SesFixture SES = new SesFixture();

    @Test
    void acceptsAVerifiedAddress() throws Exception {
        SES.server().at(JANE_PATH, identity("SUCCESS", true));
        assertThat(status()).isEqualTo(Status.SUCCESS);
        Request request = SES.server().onlyRequest();
        MODEL.check("GetEmailIdentity", request);
        assertThat(SigV4.claim(request).signature()).isEqualTo(SigV4.signature(request, SesFixture.SECRET));
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, PENDING",
        "FAILED, FAILED",
        "TEMPORARY_FAILURE, TEMPORARY_FAILURE",
        "NOT_STARTED, NOT_STARTED",
        "SUCCESS, FAILED"
    })
    void reportsTheStatusOfAnAddress(String word, Status expected) {
        SES.server().always(NOT_FOUND).at(JANE_PATH, identity(word, false));
        assertThat(status()).isEqualTo(expected);
    }

    @Test
    void acceptsAnAddressAtAVerifiedDomain() {
        SES.server().always(NOT_FOUND).at(SUBDOMAIN_PATH, identity("SUCCESS", true));
        assertThat(status()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void acceptsAnAddressAtASubdomain() {
        SES.server().always(NOT_FOUND).at(DOMAIN_PATH, identity("SUCCESS", true));
        assertThat(status()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void prefersTheVerifiedDomainToAPendingAddress() {
        SES.server()
                .always(NOT_FOUND)
                .at(JANE_PATH, identity("PENDING", false))
                .at(DOMAIN_PATH, identity("SUCCESS", true));
        assertThat(status()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void doesNotAcceptAPendingDomain() {
        SES.server().always(NOT_FOUND).at(SUBDOMAIN_PATH, identity("PENDING", false));
        assertThat(status()).isEqualTo(Status.UNVALIDATED);
    }

    @Test
    void reportsAnUnknownAddress() {
        SES.server().always(NOT_FOUND);
        assertThat(status()).isEqualTo(Status.UNVALIDATED);
        assertThat(SES.server().requests())
                .extracting(Request::path)
                .containsExactly(JANE_PATH, SUBDOMAIN_PATH, DOMAIN_PATH);
    }

    @ParameterizedTest
    @CsvSource({
        "429, TooManyRequestsException, true",
        "400, ThrottlingException, true",
        "500, InternalFailure, true",
        "503, '', true",
        "403, AccessDeniedException, false",
        "400, BadRequestException, false"
    })
    void reportsWhyTheLookupFailed(int code, String type, boolean passing) {
        SES.server().always(Behaviours.json(code, "{\"message\":\"Not now\"}", "x-amzn-ErrorType: " + type));
        assertFails(validation().status(JANE), code, passing);
        assertFails(validation().request(JANE), code, passing);
    }

    @Test
    void failsIfNobodyListens() throws Exception {
        try (Unreachable nobody = Unreachable.refusing()) {
            AddressValidation validation = SES.ses(SesFixture.settings(nobody.uri(), null))
                    .validation()
                    .orElseThrow();
            assertFails(validation.status(JANE), 0, true);
        }
    }

    @Test
    void refusesAnAnswerWithoutAStatus() {
        SES.server().always(OK);
        assertFails(validation().status(JANE), 200, false);
    }

    @Test
    void requestsAConfirmationMail() throws Exception {
        SES.server().always(OK);
        assertThat(request().statusCode()).isEqualTo(200);
        Request request = SES.server().onlyRequest();
        assertThat(MODEL.check("CreateEmailIdentity", request)
                        .get("EmailIdentity")
                        .getStringValue())
                .isEqualTo("jane+x/y@mail.example.com");
        assertThat(SigV4.claim(request).signature()).isEqualTo(SigV4.signature(request, SesFixture.SECRET));
    }

    @ParameterizedTest
    @CsvSource({"PENDING", "FAILED", "NOT_STARTED", "TEMPORARY_FAILURE"})
    void requestsAnotherConfirmationMailForAPendingAddress(String word) throws Exception {
        SES.server().next(EXISTS, identity(word, false), OK, OK);
        assertThat(request()).isEqualTo(new Reply(200, "the confirmation mail is on its way"));
        List<Request> requests = SES.server().requests();
        assertThat(requests).extracting(Request::method).containsExactly("POST", "GET", "DELETE", "POST");
        MODEL.check("DeleteEmailIdentity", requests.get(2));
        MODEL.check("CreateEmailIdentity", requests.get(3));
    }

    @Test
    void neverDeletesAVerifiedAddress() {
        SES.server().next(EXISTS, identity("SUCCESS", true));
        assertThat(request()).isEqualTo(new Reply(200, "the address is already verified"));
        assertThat(SES.server().requests()).extracting(Request::method).doesNotContain("DELETE");
    }

    @Test
    void createsTheIdentityIfAnotherRequestDeletedIt() {
        SES.server().next(EXISTS, identity("PENDING", false), NOT_FOUND, OK);
        assertThat(request().statusCode()).isEqualTo(200);
    }

    @Test
    void failsIfTheIdentityCannotBeDeleted() {
        SES.server()
                .next(
                        EXISTS,
                        identity("PENDING", false),
                        Behaviours.json(403, "{\"message\":\"No\"}", "x-amzn-ErrorType: AccessDeniedException"));
        assertFails(validation().request(JANE), 403, false);
        assertThat(SES.server().posts()).hasSize(1);
    }

    private static Behaviour identity(String status, boolean verified) {
        return Behaviours.json(
                200,
                "{\"IdentityType\":\"EMAIL_ADDRESS\",\"VerificationStatus\":\"" + status
                        + "\",\"VerifiedForSendingStatus\":" + verified
                        + ",\"DkimAttributes\":{\"Status\":\"SUCCESS\"}}");
    }

    private static AddressValidation validation() {
        return SES.ses().validation().orElseThrow();
    }

    private static Status status() {
        return validation().status(JANE).toCompletableFuture().join();
    }

    private static Reply request() {
        return validation().request(JANE).toCompletableFuture().join();
    }

    private static void assertFails(CompletionStage<?> stage, int code, boolean passing) {
        assertThatThrownBy(() -> stage.toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(LookupFailedException.class, e -> {
                    assertThat(e.reply().statusCode()).isEqualTo(code);
                    assertThat(e.isPassing()).isEqualTo(passing);
                });
    }
}
