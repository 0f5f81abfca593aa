package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.AddressValidation;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.JsonBody;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Reply;
import io.micronaut.http.HttpMethod;
import io.micronaut.json.tree.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Validates addresses as identities of an SES account in a region (GetEmailIdentity, CreateEmailIdentity). An address needs no identity
 * of its own if its domain, or a parent of its domain, is one.
 */
final class AmazonSesValidation implements AddressValidation {

    private static final String PATH = "/v2/email/identities";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final byte[] NO_BODY = {};

    private final AmazonSesRequestSigner signer;
    private final LookupHttp http;

    AmazonSesValidation(AmazonSesRequestSigner signer, LookupHttp http) {
        this.signer = signer;
        this.http = http;
    }

    @Override
    public CompletionStage<Status> status(EmailAddress address) {
        return get(address.toString())
                .thenCompose(own -> own == Status.SUCCESS
                        ? CompletableFuture.completedFuture(own)
                        : isVerified(address.domain()).thenApply(verified -> verified ? Status.SUCCESS : own));
    }

    /**
     * API v2 cannot repeat the confirmation mail, so an unconfirmed identity is deleted and created again. A verified one is kept.
     */
    @Override
    public CompletionStage<Reply> request(EmailAddress address) {
        return create(address)
                .thenCompose(created -> created.map(AmazonSesValidation::done)
                        .orElseGet(() -> get(address.toString())
                                .thenCompose(status -> status == Status.SUCCESS
                                        ? done(new Reply(200, "the address is already verified"))
                                        : createAgain(address))));
    }

    private CompletionStage<Reply> createAgain(EmailAddress address) {
        return call(HttpMethod.DELETE, path(address.toString()), NO_BODY)
                .thenAccept(answer -> {
                    if (!answer.isSuccess() && !isType(answer, "NotFoundException")) {
                        throw failure(answer);
                    }
                })
                .thenCompose(deleted -> create(address))
                .thenApply(created ->
                        // Another request created it in between, which also sent the mail.
                        created.orElseGet(() -> new Reply(200, "the confirmation mail has already been requested")));
    }

    /** Empty if the identity already exists. */
    private CompletionStage<Optional<Reply>> create(EmailAddress address) {
        byte[] body = JsonBody.of(json -> json.writeStringField("EmailIdentity", address.toString()));
        return call(HttpMethod.POST, PATH, body).thenApply(answer -> {
            if (answer.isSuccess()) {
                return Optional.of(new Reply(answer.status(), "the confirmation mail is on its way"));
            }
            if (isType(answer, "AlreadyExistsException")) {
                return Optional.empty();
            }
            throw failure(answer);
        });
    }

    /** Whether a domain, or a parent of it with at least two labels, is a verified identity. */
    private CompletionStage<Boolean> isVerified(String domain) {
        int dot = domain.indexOf('.');
        if (dot < 0) {
            return CompletableFuture.completedFuture(false);
        }
        return get(domain)
                .thenCompose(status -> status == Status.SUCCESS
                        ? CompletableFuture.completedFuture(true)
                        : isVerified(domain.substring(dot + 1)));
    }

    private CompletionStage<Status> get(String identity) {
        return call(HttpMethod.GET, path(identity), NO_BODY).thenApply(answer -> {
            if (answer.isSuccess()) {
                return status(answer);
            }
            if (isType(answer, "NotFoundException")) {
                return Status.UNVALIDATED;
            }
            throw failure(answer);
        });
    }

    private static Status status(Answer answer) {
        JsonNode verified = answer.json().get("VerifiedForSendingStatus");
        if (verified != null && verified.isBoolean() && verified.getBooleanValue()) {
            return Status.SUCCESS;
        }
        return switch (answer.text("VerificationStatus").orElse("")) {
            case "PENDING" -> Status.PENDING;
            case "TEMPORARY_FAILURE" -> Status.TEMPORARY_FAILURE;
            case "NOT_STARTED" -> Status.NOT_STARTED;
            // SUCCESS: verified, but SES does not send from it at present.
            case "FAILED", "SUCCESS" -> Status.FAILED;
            default ->
                throw new LookupFailedException(
                        new Reply(answer.status(), "the answer has no verification status"), false);
        };
    }

    private CompletionStage<Answer> call(HttpMethod method, String path, byte[] body) {
        return signer.signed(method, path, body, TIMEOUT)
                .handle((request, failure) -> {
                    if (failure != null) {
                        throw new LookupFailedException(Reply.none(AmazonSesCredentialsCache.MISSING), true);
                    }
                    return request;
                })
                .thenCompose(request -> http.exchange(request, body));
    }

    private static LookupFailedException failure(Answer answer) {
        Optional<AmazonSesError> error = AmazonSesError.of(answer);
        boolean passing = answer.status() == 429
                || answer.status() >= 500
                || error.filter(e -> e.isThrottling() || e.isUnknown()).isPresent();
        String text = error.map(AmazonSesError::text).orElse("HTTP " + answer.status());
        return new LookupFailedException(new Reply(answer.status(), text), passing);
    }

    private static boolean isType(Answer answer, String type) {
        return AmazonSesError.of(answer).filter(e -> e.type().equals(type)).isPresent();
    }

    private static String path(String identity) {
        return PATH + "/" + SdkHttpUtils.urlEncode(identity);
    }

    private static CompletionStage<Reply> done(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
