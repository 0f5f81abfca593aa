package io.mailsender.provider.adapter;

import io.mailsender.common.AsyncFailure;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Reply;
import io.mailsender.provider.SenderPolicy;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Looks up an SES account in its region (<a href="https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html">GetAccount</a>
 * and GetEmailIdentity). A mail has its return path at SES, or at the identity's MAIL FROM domain, so SPF of the sender's domain does not
 * matter.
 */
final class AmazonSesAccount implements AccountLookup {

    private static final String ACCOUNT = "/v2/email/account";
    private static final String IDENTITIES = "/v2/email/identities/";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final byte[] NO_BODY = {};

    /** AWS refuses a signature that is five minutes old. */
    private static final Duration MAX_SKEW = Duration.ofMinutes(1);

    private final SenderPolicy senders;
    private final AmazonSesRequestSigner signer;
    private final LookupHttp http;

    AmazonSesAccount(SenderPolicy senders, AmazonSesRequestSigner signer, LookupHttp http) {
        this.senders = senders;
        this.signer = signer;
        this.http = http;
    }

    @Override
    public CompletionStage<List<Finding>> findings() {
        return signer.signed(HttpMethod.GET, ACCOUNT, NO_BODY, TIMEOUT)
                .handle((request, failure) -> failure == null
                        ? http.call(request).thenCompose(this::findings)
                        : CompletableFuture.completedFuture(List.of(Finding.error(
                                Check.LOGIN,
                                AmazonSesCredentialsCache.MISSING,
                                "set access-key-id and secret-access-key, or give this machine a role"))))
                .thenCompose(Function.identity());
    }

    private CompletionStage<List<Finding>> findings(Answer answer) {
        Optional<AmazonSesError> error = AmazonSesError.of(answer);
        List<Finding> findings = new ArrayList<>();
        clock(answer).ifPresent(findings::add);
        if (answer.isSuccess()) {
            findings.add(Finding.ok(Check.LOGIN, "AWS accepts the credentials"));
            findings.addAll(AmazonSesAccountState.of(answer).findings());
        } else if (error.filter(AmazonSesError::isAboutCredentials).isPresent()) {
            findings.add(Finding.error(
                    Check.LOGIN,
                    "AWS refuses the credentials: " + error.get().text(),
                    "correct the access key; if it is right, check this machine's clock"));
            return CompletableFuture.completedFuture(findings);
        } else if (answer.status() == 403) {
            findings.add(mayNot("ses:GetAccount"));
        } else {
            throw failure(answer);
        }
        return identities(0, findings);
    }

    private static Finding mayNot(String action) {
        return Finding.warning(
                Check.RIGHTS,
                "the key may not call " + action
                        + ", so a part of the account's state is not known; mail may still go out",
                "allow " + action + " in the key's policy, besides ses:SendEmail");
    }

    /** By the answer's Date, to the second. */
    private Optional<Finding> clock(Answer answer) {
        String date = answer.headers().get(HttpHeaders.DATE);
        if (date == null) {
            return Optional.empty();
        }
        try {
            Duration skew = Duration.between(
                            ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant(),
                            Instant.now())
                    .abs();
            return Optional.of(
                    skew.compareTo(MAX_SKEW) <= 0
                            ? Finding.ok(Check.CLOCK, "this machine's clock agrees with AWS's")
                            : Finding.error(
                                    Check.CLOCK,
                                    "this machine's clock differs from AWS's by " + skew.toSeconds()
                                            + " s; AWS refuses requests from 300 s on",
                                    "synchronize the clock (NTP)"));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** One after the other: SES allows one such call in a second. */
    private CompletionStage<List<Finding>> identities(int index, List<Finding> findings) {
        List<String> all = new ArrayList<>(senders.domains().stream().sorted().toList());
        if (!senders.domains().contains(senders.own().domain())) {
            all.add(senders.own().toString());
        }
        if (index == all.size()) {
            return CompletableFuture.completedFuture(findings);
        }
        String identity = all.get(index);
        return identity(identity, identity)
                .exceptionally(failure -> List.of(Finding.unknown(
                        Check.SENDER,
                        "SES could not be asked about " + identity + ": " + text(failure),
                        "run the check again")))
                .thenCompose(found -> {
                    findings.addAll(found);
                    boolean stop = found.stream().anyMatch(f -> f.check() == Check.RIGHTS);
                    return stop ? CompletableFuture.completedFuture(findings) : identities(index + 1, findings);
                });
    }

    /** A sender is verified by its own identity, by that of its domain, or of a parent of the domain. */
    private CompletionStage<List<Finding>> identity(String sender, String identity) {
        return signer.signed(HttpMethod.GET, IDENTITIES + SdkHttpUtils.urlEncode(identity), NO_BODY, TIMEOUT)
                .thenCompose(http::call)
                .thenCompose(answer -> {
                    if (answer.isSuccess()) {
                        AmazonSesIdentity found = new AmazonSesIdentity(sender, identity, answer);
                        return found.isVerified()
                                ? CompletableFuture.completedFuture(found.findings())
                                : parent(sender, identity, found.findings());
                    }
                    if (AmazonSesError.of(answer)
                            .filter(e -> e.type().equals("NotFoundException"))
                            .isPresent()) {
                        return parent(sender, identity, List.of(AmazonSesIdentity.missing(sender)));
                    }
                    if (answer.status() == 403) {
                        return CompletableFuture.completedFuture(List.of(mayNot("ses:GetEmailIdentity")));
                    }
                    throw failure(answer);
                });
    }

    private CompletionStage<List<Finding>> parent(String sender, String identity, List<Finding> unverified) {
        String parent = identity.contains("@")
                ? EmailAddress.parse(identity).domain()
                : identity.substring(identity.indexOf('.') + 1);
        return parent.contains(".")
                ? identity(sender, parent).thenApply(found -> isVerified(found) ? found : unverified)
                : CompletableFuture.completedFuture(unverified);
    }

    private static boolean isVerified(List<Finding> findings) {
        return findings.stream().noneMatch(f -> f.check() == Check.SENDER && f.level() == Finding.Level.ERROR);
    }

    private static LookupFailedException failure(Answer answer) {
        Optional<AmazonSesError> error = AmazonSesError.of(answer);
        boolean passing = error.filter(e -> e.isThrottling() || e.isUnknown()).isPresent();
        return new LookupFailedException(
                new Reply(answer.status(), error.map(AmazonSesError::text).orElse("HTTP " + answer.status())), passing);
    }

    private static String text(Throwable failure) {
        return String.valueOf(
                AsyncFailure.cause(failure) instanceof LookupFailedException lookup
                        ? lookup.reply().text()
                        : failure.getMessage());
    }
}
