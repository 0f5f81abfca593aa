package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.AddressValidation;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.Reply;
import io.micronaut.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * The verified identities of an SES account in a region (GetEmailIdentity, CreateEmailIdentity). An address needs no identity of
 * its own where its domain, or a parent of it, is one.
 */
final class AmazonSesValidation implements AddressValidation {

    private static final String PATH = "/v2/email/identities";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final byte[] NO_BODY = {};

    private final AmazonSesRequestSigner requests;
    private final ProviderHttp http;
    private final AmazonSesJson json;

    AmazonSesValidation(AmazonSesRequestSigner requests, ProviderHttp http, AmazonSesJson json) {
        this.requests = requests;
        this.http = http;
        this.json = json;
    }

    @Override
    public CompletionStage<Status> status(EmailAddress address) {
        return get(address.toString())
                .thenCompose(own -> own == Status.SUCCESS
                        ? CompletableFuture.completedFuture(own)
                        : isVerified(address.domain()).thenApply(verified -> verified ? Status.SUCCESS : own));
    }

    /**
     * API v2 has no call that sends the confirmation mail again: an identity that waits for its confirmation in vain is deleted and
     * created anew. One that is verified is left alone.
     */
    @Override
    public CompletionStage<Reply> request(EmailAddress address) {
        return create(address)
                .thenCompose(created -> created.map(AmazonSesValidation::done)
                        .orElseGet(() -> get(address.toString())
                                .thenCompose(status -> status == Status.SUCCESS
                                        ? done(new Reply(200, "the address is verified already"))
                                        : createAnew(address))));
    }

    private CompletionStage<Reply> createAnew(EmailAddress address) {
        return call(HttpMethod.DELETE, path(address.toString()), NO_BODY)
                .thenAccept(answer -> {
                    if (!isOk(answer) && !isType(answer, "NotFoundException")) {
                        throw failure(answer);
                    }
                })
                .thenCompose(deleted -> create(address))
                .thenApply(created ->
                        // Somebody else was quicker, and has just had the mail sent.
                        created.orElseGet(() -> new Reply(200, "a confirmation mail was asked for already")));
    }

    /** Empty where the identity exists. */
    private CompletionStage<Optional<Reply>> create(EmailAddress address) {
        byte[] body = json.write(Map.of("EmailIdentity", address.toString()));
        return call(HttpMethod.POST, PATH, body).thenApply(answer -> {
            if (isOk(answer)) {
                return Optional.of(new Reply(answer.status(), "a confirmation mail is on its way"));
            }
            if (isType(answer, "AlreadyExistsException")) {
                return Optional.empty();
            }
            throw failure(answer);
        });
    }

    /** Whether a domain, or a parent of it down to two labels, is a verified identity: a domain's covers its subdomains. */
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
            if (isOk(answer)) {
                return status(answer);
            }
            if (isType(answer, "NotFoundException")) {
                return Status.UNVALIDATED;
            }
            throw failure(answer);
        });
    }

    private Status status(Answer answer) {
        var identity = json.read(answer);
        if (Boolean.TRUE.equals(identity.get("VerifiedForSendingStatus"))) {
            return Status.SUCCESS;
        }
        return switch (String.valueOf(identity.get("VerificationStatus"))) {
            case "PENDING" -> Status.PENDING;
            case "TEMPORARY_FAILURE" -> Status.TEMPORARY_FAILURE;
            case "NOT_STARTED" -> Status.NOT_STARTED;
            // Verified once, and SES does not send from it now.
            case "FAILED", "SUCCESS" -> Status.FAILED;
            default -> throw new LookupFailedException(new Reply(answer.status(), "an answer without a status"), false);
        };
    }

    private CompletionStage<Answer> call(HttpMethod method, String path, byte[] body) {
        return requests.signed(method, path, body, TIMEOUT)
                .handle((request, failure) -> {
                    if (failure != null) {
                        throw new LookupFailedException(Reply.none(AmazonSesCredentialsCache.MISSING), true);
                    }
                    return request;
                })
                .thenCompose(request -> http.exchange(request, body, TIMEOUT))
                .thenApply(result -> result.fold(
                        Function.identity(),
                        notConnected -> {
                            throw new LookupFailedException(Reply.none(notConnected.reason()), true);
                        },
                        noAnswer -> {
                            throw new LookupFailedException(Reply.none(noAnswer.reason()), true);
                        }));
    }

    private LookupFailedException failure(Answer answer) {
        Optional<AmazonSesError> error = json.error(answer);
        boolean passing = answer.status() == 429
                || answer.status() >= 500
                || error.filter(e -> e.isThrottling() || e.isUnknown()).isPresent();
        String text = error.map(AmazonSesError::text).orElse("HTTP " + answer.status());
        return new LookupFailedException(new Reply(answer.status(), text), passing);
    }

    private boolean isType(Answer answer, String type) {
        return json.error(answer).filter(e -> e.type().equals(type)).isPresent();
    }

    private static boolean isOk(Answer answer) {
        return answer.status() >= 200 && answer.status() < 300;
    }

    private static String path(String identity) {
        return PATH + "/" + SdkHttpUtils.urlEncode(identity);
    }

    private static CompletionStage<Reply> done(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
